import { afterAll, describe, expect, test } from 'vitest'
import { createInstance, link } from '../client.ts'
import { startMailServer, type MailServer } from '../mail-server.ts'
import { consoleTests, inspect, LOOKS, wordsOf } from './console-tests.ts'
import { PASSWORD, register } from './people.ts'

let mail: MailServer
const tests = consoleTests(async () => {
  mail = await startMailServer()
  return { env: { ROOKERY_SMTP_URL: mail.url } }
})
afterAll(() => mail.stop())

describe.each(LOOKS)('support, $size, $locale', (look) => {
  test('an account and an operator talk live, with files and read marks', { timeout: 120_000 }, async () => {
    const words = wordsOf(look)
    const { support, chat } = words
    const name = look.size === 'phone' ? 'Grace' : 'Ada'
    const { email } = await register(tests.network, mail, name)
    const operator = await tests.enter(look)
    await tests.go(operator, 'operator/support')
    if (name === 'Ada') await operator.page.getByText(support.noChats).waitFor()
    await inspect(operator, `inbox-empty-${look.size}`)

    const owner = await tests.signIn(email, PASSWORD, look)
    await tests.go(owner, 'support')
    await owner.page.getByText(support.none).waitFor()
    await inspect(owner, `support-empty-${look.size}`)
    await owner.page.getByLabel(chat.text, { exact: true }).fill('Could we have more instances?')
    await owner.page.keyboard.press('Enter')
    await owner.page.locator('.bubble', { hasText: 'Could we have more instances?' }).waitFor()
    if (name === 'Ada')
      expect((await mail.letterTo('operator@rookery.example')).text).toContain('/console/operator/support/')

    // the operator's list is open, and learns of it without a reload
    const row = operator.page.getByRole('link', { name: new RegExp(name) })
    await row.getByText(/^1 (unread|непрочитанн)/).waitFor()
    await row.click()
    await operator.page.locator('.bubble', { hasText: 'Could we have more instances?' }).waitFor()
    await owner.page.locator('.bubble', { hasText: support.seen }).waitFor()

    await operator.page.getByLabel(chat.text, { exact: true }).fill('Here is how.')
    const chooser = operator.page.waitForEvent('filechooser')
    await operator.page.getByRole('button', { name: chat.attach }).click()
    await (await chooser).setFiles({ name: 'steps.txt', mimeType: 'text/plain', buffer: Buffer.from('step one') })
    const answer = owner.page.locator('.bubble', { hasText: 'Here is how.' })
    const file = answer.getByRole('link', { name: /steps.txt/ })
    await file.waitFor()
    expect(await (await fetch((await file.getAttribute('href')) ?? '')).text()).toBe('step one')
    await operator.page.locator('.bubble', { hasText: support.seen }).waitFor()
    await inspect(owner, `support-${look.size}`)
    await inspect(operator, `inbox-${look.size}`)

    // away from the page, the account counts what it has not read
    await tests.go(owner, 'profile')
    await operator.page.getByLabel(chat.text, { exact: true }).fill('Did it work?')
    await operator.page.keyboard.press('Enter')
    if (look.size === 'phone') await owner.page.getByRole('button', { name: words.nav.menu }).click()
    await owner.page
      .getByRole('link', { name: new RegExp(words.nav.support) })
      .getByText('1')
      .waitFor()
    await owner.page.getByRole('link', { name: new RegExp(words.nav.support) }).click()
    await owner.page.getByText(support.new, { exact: true }).waitFor()
    await owner.page.locator('.bubble', { hasText: 'Did it work?' }).waitFor()
    await operator.page.locator('.bubble', { hasText: 'Did it work?' }).getByText(support.seen).waitFor()
  })

  test('support chats are bridged to a messenger chat and answered from there', { timeout: 120_000 }, async () => {
    const { network } = tests
    const words = wordsOf(look)
    const { bridge } = words
    const name = look.size === 'phone' ? 'Hedy' : 'Mary'
    const number = look.size === 'phone' ? '15550980011' : '15550980001'
    await link(network, await createInstance(network), number)
    const phone = network.sandbox.createPhone({ number: `${number.slice(0, -1)}9`, name: 'Olga on call' })
    const { email } = await register(network, mail, name)
    const operator = await tests.enter(look)
    await tests.go(operator, 'operator/support')
    await operator.page.getByText(bridge.none).waitFor()
    await operator.page.getByRole('button', { name: bridge.set }).click()
    const form = operator.page.getByRole('dialog', { name: bridge.set })
    await form.getByRole('combobox', { name: bridge.instance }).click()
    await operator.page.getByRole('option', { name: new RegExp(number) }).click()
    await form.getByLabel(bridge.chat).fill(`+${phone.number}`)
    await inspect(operator, `bridge-form-${look.size}`)
    await form.getByRole('button', { name: words.ui.save }).click()
    await operator.page.getByText(new RegExp(`→ \\+${phone.number}`)).waitFor()

    const owner = await tests.signIn(email, PASSWORD, look)
    await tests.go(owner, 'support')
    await owner.page.getByLabel(words.chat.text, { exact: true }).fill('Is anybody there?')
    await owner.page.keyboard.press('Enter')
    const question = await phone.waitFor(({ text = '' }) => text.endsWith('\nIs anybody there?'))
    await phone.send(question.chat, { text: 'Yes, by phone.', quoted: question.id })
    const answer = owner.page.locator('.bubble', { hasText: 'Yes, by phone.' })
    await answer.getByText('Olga on call').waitFor()
    await phone.send(question.chat, { location: { latitude: 1, longitude: 2 }, quoted: question.id })
    await operator.page.getByText(bridge.failed).waitFor()
    await inspect(operator, `bridge-${look.size}`)
    await operator.page.getByRole('button', { name: bridge.remove }).click()
    await operator.page.getByRole('dialog').getByRole('button', { name: bridge.remove }).click()
    await operator.page.getByText(bridge.none).waitFor()
  })
})
