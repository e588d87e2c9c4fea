import { afterAll, describe, expect, test } from 'vitest'
import { startMailServer, type MailServer } from '../mail-server.ts'
import { createInstance, partnerCall } from '../client.ts'
import { raiseAlarm } from '../../src/instances/alarms.ts'
import { publishStandard } from '../money.ts'
import { consoleTests, inspect, LOOKS, wordsOf } from './console-tests.ts'
import { PASSWORD, pointsOf, register } from './people.ts'

let mail: MailServer
const tests = consoleTests(async () => {
  mail = await startMailServer()
  return { env: { ROOKERY_SMTP_URL: mail.url } }
})
afterAll(() => mail.stop())

describe.each(LOOKS)('the operator, $size, $locale', (look) => {
  const words = wordsOf(look)
  const { op, fleet, token, danger, accounts, prices, kind, ui } = words

  test('enrols a partner, books a payment, suspends and closes', { timeout: 120_000 }, async () => {
    const { network } = tests
    await publishStandardOnce()
    const name = look.size === 'phone' ? 'Grace' : 'Ada'
    const { email, account } = await register(network, mail, name)
    const asked = await tests.signIn(email, PASSWORD, look)
    await tests.go(asked, 'profile')
    await asked.page.getByRole('button', { name: words.partner.request }).click()
    const preparation = asked.page.getByRole('dialog', { name: words.partner.prepare })
    for (const point of await pointsOf(preparation)) await point.check()
    await preparation.getByLabel(words.partner.note).fill('We connect shops.')
    await preparation.getByRole('button', { name: words.partner.request }).click()

    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'operator/accounts')
    await page.getByRole('switch', { name: accounts.asking }).check()
    await page.getByRole('link', { name: `${name}’s shops` }).click()
    await page.getByText('We connect shops.').waitFor()
    await inspect(window, `account-standard-${look.size}`)
    await page.getByRole('button', { name: op.enrol }).click()
    await page.getByText(kind.Partner, { exact: true }).waitFor()
    await page.getByText(token.hidden).waitFor()

    // the owner's open page has the token now; its first instance is charged
    await asked.page.getByRole('button', { name: token.reveal, exact: true }).click()
    const reveal = asked.page.getByRole('dialog', { name: token.reveal })
    await reveal.getByLabel(words.visitor.password, { exact: true }).fill(PASSWORD)
    await reveal.getByRole('button', { name: token.reveal, exact: true }).click()
    const value = await asked.page
      .getByRole('dialog', { name: 'partnerToken' })
      .getByText(/^gac\./)
      .textContent()
    await asked.page.getByRole('button', { name: ui.kept }).click()
    const made = await fetch(`${network.apiUrl}/partner/createInstance/${value}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(await made.json()).toMatchObject({ typeInstance: 'whatsapp' })

    await tests.go(window, `operator/accounts/${account}`)
    await page.getByLabel(op.amount.replace('{{currency}}', 'EUR')).fill('100.05')
    await page.getByRole('textbox', { name: op.reference }).fill(`bank ${look.size}`)
    await page.getByRole('button', { name: op.book }).click()
    await page.getByText(op.booked).waitFor()
    await page.getByText(/99[.,]65/).waitFor()
    await page.getByRole('button', { name: op.verify, exact: true }).click()
    await page.getByText(new RegExp(op.verified.slice(0, 12))).waitFor()
    await inspect(window, `account-${look.size}`)

    await page.getByLabel(op.quotaValue).fill('7')
    await page.getByRole('button', { name: op.raise }).click()
    await page.getByText('developerInstances: 7').waitFor()
    await page.getByRole('button', { name: op.suspend }).click()
    await page.getByRole('dialog', { name: danger.sure }).getByRole('button', { name: op.suspend }).click()
    await page.getByText(op.status_suspended, { exact: true }).waitFor()
    expect(await (await fetch(`${network.apiUrl}/partner/getInstances/${value}`)).json()).toMatchObject({ code: 401 })
    await page.getByRole('button', { name: op.close }).click()
    const closing = page.getByRole('dialog', { name: op.close })
    await closing.getByLabel(danger.type.replace('{{what}}', `${name}’s shops`)).fill(`${name}’s shops`)
    await inspect(window, `account-closing-${look.size}`)
    await closing.getByRole('button', { name: op.close }).click()
    await page.getByText(op.isClosed).waitFor()

    await tests.go(window, 'operator/audit')
    for (const action of ['partnerEnrolled', 'paymentBooked', 'accountStatusSet'])
      await page.getByText(action, { exact: true }).first().waitFor()
    await inspect(window, `audit-${look.size}`)
  })

  test('sees the night, verifies every ledger, publishes prices', { timeout: 90_000 }, async () => {
    await publishStandardOnce()
    await createInstance(tests.network)
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'operator/money')
    await page.getByText(op.noApprovals).waitFor()
    await page.getByText('PARTNER_23').first().waitFor()
    await page.getByRole('button', { name: op.verifyAll }).click()
    await page.getByText(new RegExp(op.allVerified.slice(0, 12))).waitFor()
    await inspect(window, `money-${look.size}`)
    await page.getByRole('button', { name: op.publish }).click()
    const form = page.getByRole('dialog', { name: op.publish })
    const from = look.size === 'phone' ? '2040-02-01' : '2040-01-01'
    await form.getByLabel(op.from).fill(from)
    await inspect(window, `money-publish-${look.size}`)
    await form.getByRole('button', { name: op.publish }).click()
    await page.getByText(op.published).waitFor()
    await page.getByRole('heading', { name: /2040/ }).first().waitFor()
    await tests.go(window, 'billing/prices')
    await page
      .getByRole('heading', { name: new RegExp(prices.ahead.slice(0, 2)) })
      .first()
      .waitFor()
  })

  test('sees nodes, queues and what wants an eye', { timeout: 90_000 }, async () => {
    const { network } = tests
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'operator/fleet')
    await page.getByText(fleet.alive).first().waitFor()
    await inspect(window, `fleet-calm-${look.size}`)
    const { idInstance } = await createInstance(network)
    const { store, clock } = network.gateway.ports
    await store.write(raiseAlarm, { instance: idInstance, kind: 'sessionRefused', detail: 'said 401', at: clock.now() })
    await page.getByText('sessionRefused').first().waitFor()
    await page.getByText('said 401').first().waitFor()
    await inspect(window, `fleet-${look.size}`)
    await partnerCall(network, 'deleteInstanceAccount', { idInstance })
  })
})

let published: Promise<void> | undefined
const publishStandardOnce = () => (published ??= publishStandard(tests.network, { PARTNER_23: { day: 40_000_000 } }))
