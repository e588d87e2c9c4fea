import { afterAll, describe, expect, test } from 'vitest'
import { startMailServer, type MailServer } from '../mail-server.ts'
import { consoleTests, inspect, LOOKS, wordsOf } from './console-tests.ts'
import { operatorClient, PASSWORD, pointsOf, register } from './people.ts'

let mail: MailServer
const tests = consoleTests(async () => {
  mail = await startMailServer()
  return { env: { ROOKERY_SMTP_URL: mail.url } }
})
afterAll(() => mail.stop())

async function partner(method: string, token: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${tests.network.apiUrl}/partner/${method}/${token}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  })
  return await answer.json()
}

describe.each(LOOKS)('partnership, $size, $locale', (look) => {
  test('from the preparation page to tokens that are rotated and revoked', { timeout: 120_000 }, async () => {
    const words = wordsOf(look)
    const { partner: programme, token: said, ui, kind, hook, danger, visitor } = words
    const { email, account } = await register(tests.network, mail, look.size === 'phone' ? 'Grace' : 'Ada')
    const window = await tests.signIn(email, PASSWORD, look)
    const { page } = window
    await tests.go(window, 'profile')
    await page.getByText(kind.Standard, { exact: true }).waitFor()
    await page.getByRole('button', { name: programme.request }).click()
    const preparation = page.getByRole('dialog', { name: programme.prepare })
    const ask = preparation.getByRole('button', { name: programme.request })
    for (const point of await pointsOf(preparation)) {
      expect(await ask.isDisabled()).toBe(true)
      await point.check()
    }
    await inspect(window, `partnership-prepare-${look.size}`)
    await ask.click()
    await page.getByText(programme.open).waitFor()
    await inspect(window, `partnership-asked-${look.size}`)

    // the operator enrols: the open page learns of it by itself
    const operator = await operatorClient(tests.network)
    await operator.operate('enrolAccount', { account })
    await page.getByText(kind.Partner, { exact: true }).waitFor()
    await page.getByText(said.hidden).waitFor()
    await page.getByRole('button', { name: said.reveal, exact: true }).click()
    const reveal = page.getByRole('dialog', { name: said.reveal })
    await reveal.getByLabel(visitor.password, { exact: true }).fill(PASSWORD)
    await inspect(window, `token-reveal-${look.size}`)
    await reveal.getByRole('button', { name: said.reveal, exact: true }).click()
    const once = page.getByRole('dialog', { name: 'partnerToken' })
    const read = async () => {
      const value = (await once.getByText(/^gac\./).textContent()) ?? ''
      await once.getByRole('button', { name: ui.kept }).click()
      return value
    }
    const first = await read()
    expect(await page.content()).not.toContain(first)
    expect(await partner('getInstances', first)).toEqual([])
    await page.getByText(said.works, { exact: true }).waitFor()

    await page.getByRole('button', { name: said.add }).click()
    const form = page.getByRole('dialog', { name: said.add })
    await form.getByLabel(said.name).fill('reader')
    await form.getByLabel(said.writes).uncheck()
    await form.getByLabel(said.addresses).first().fill('127.0.0.1')
    await page.keyboard.press('Enter')
    await inspect(window, `token-form-${look.size}`)
    await form.getByRole('button', { name: said.add }).click()
    const reader = await read()
    expect(await partner('createInstance', reader, {})).toMatchObject({ code: 403 })

    const more = (name: string) => page.getByRole('button', { name: hook.more.replace('{{name}}', name) })
    await more('first').click()
    await page.getByRole('menuitem', { name: said.rotate }).click()
    const rotate = page.getByRole('dialog', { name: said.rotate })
    await rotate.getByLabel(said.overlap).fill('0')
    await rotate.getByRole('button', { name: said.rotate }).click()
    const second = await read()
    expect(await partner('getInstances', first)).toMatchObject({ code: 401 })
    expect(await partner('getInstances', second)).toEqual([])

    await more('reader').click()
    await page.getByRole('menuitem', { name: said.revoke }).click()
    const sure = page.getByRole('dialog', { name: danger.sure })
    await sure.getByLabel(danger.type.replace('{{what}}', 'reader')).fill('reader')
    await sure.getByRole('button', { name: said.revoke }).click()
    await page.getByText(said.revoked).waitFor()
    expect(await partner('getInstances', reader)).toMatchObject({ code: 401 })
    await page.getByText(said.title).scrollIntoViewIfNeeded()
    await inspect(window, `tokens-${look.size}`)
  })
})
