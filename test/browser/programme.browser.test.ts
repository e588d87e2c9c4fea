import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDemoAccount } from '../../src/app/admin.ts'
import { createInstance } from '../client.ts'
import type { ConsoleClient } from '../console-client.ts'
import { startMailServer, type MailServer } from '../mail-server.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { consoleTests, counted, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'
import { operatorClient, PASSWORD, register } from './people.ts'

const LOGO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

let mail: MailServer
let operator: ConsoleClient
const tests = consoleTests(async () => {
  mail = await startMailServer()
  return { env: { ROOKERY_SMTP_URL: mail.url, ROOKERY_APPROVALS: 'off' } }
})

beforeAll(async () => {
  const { network } = tests
  operator = await operatorClient(network)
  await publishStandard(network, { PARTNER_23: { day: 40_000_000 }, BUSINESS_EUR: { month: 1000 } })
  await operator.operate('publishPriceVersion', {
    list: 'wholesale',
    currency: 'EUR',
    from: '2020-01-01',
    firstDay: 'creation',
    prices: { PARTNER_23: { day: '0.30' } },
  })
  await createInstance(network)
  await liveThroughMonth(network, (await findDemoAccount(network.gateway.ports)) ?? '')
})
afterAll(() => mail.stop())

describe.each(FIRST_LOOK)('the partner programme, $size, $locale', (look) => {
  const words = wordsOf(look)
  const { plan, quota, brand, terms, credit } = words
  const name = look.size === 'phone' ? 'Grace' : 'Ada'

  test('a Business period is shown before it is paid, and a quota asked for', { timeout: 120_000 }, async () => {
    const { email, account, client } = await register(tests.network, mail, name)
    const { idInstance } = await client.call<{ idInstance: number }>('createInstanceHere', { name: 'Shop' })
    const window = await tests.signIn(email, PASSWORD, look)
    const { page } = window
    const path = `instances/${idInstance}/plan`
    await tests.inspectTroubles(window, path, 'getPlans', `plan-${look.size}`)
    await tests.go(window, path)
    await page.getByText(plan.developer).waitFor()
    await page.getByText('checkwhatsapp').waitFor()
    await inspect(window, `plan-developer-${look.size}`)

    await page.getByRole('button', { name: quota.ask }).click()
    const asking = page.getByRole('dialog', { name: quota.ask })
    await asking.getByRole('textbox', { name: quota.wanted }).fill('10')
    await inspect(window, `quota-ask-${look.size}`)
    await asking.getByRole('button', { name: quota.send }).click()
    await page.locator('.bubble', { hasText: 'Please raise the quota "chats" from 3 to 10.' }).waitFor()

    await operator.operate('raiseQuota', { account, name: 'chats', value: 10 })
    await tests.go(window, 'billing/quotas')
    await page.getByText(quota.usedOf.replace('{{used}}', '1').replace('{{total}}', '1')).waitFor()
    await page
      .getByRole('row', { name: /^chats/ })
      .getByText(quota.raised)
      .waitFor()
    await inspect(window, `quotas-${look.size}`)

    await tests.go(window, path)
    await page.getByRole('button', { name: plan.show }).click()
    const shown = page.getByRole('region', { name: plan.quote })
    await shown.getByText(plan.tooLow).waitFor()
    await operator.operate('enterPayment', { account, amount: 5000, reference: `bank ${look.size}` })
    await page.getByRole('button', { name: plan.show }).click()
    // told by the balance alone: the button can be pressed
    await shown.getByRole('button').click({ trial: true })
    await inspect(window, `plan-quote-${look.size}`)
    await shown.getByRole('button').click()
    await page.getByText(plan.business).waitFor()
    await page.getByText('BUSINESS_EUR', { exact: true }).first().waitFor()
    expect(await client.call('getPlans')).toMatchObject({ balance: 4000 })

    // what is left of the month that has just begun is given back
    await page.getByText(plan.change, { exact: true }).click()
    await page.getByLabel(plan.months).fill('2')
    await page.getByRole('button', { name: plan.show }).click()
    await shown
      .getByRole('row', { name: new RegExp(plan.remainder) })
      .getByText(/9[.,]99/)
      .waitFor()
    await inspect(window, `plan-change-${look.size}`)
  })

  test('link pages are given a name, a logo and colours, seen at once', { timeout: 90_000 }, async () => {
    const { email, client } = await register(tests.network, mail, `${name}Brand`)
    const window = await tests.signIn(email, PASSWORD, look)
    const { page } = window
    await tests.go(window, 'profile')
    const preview = page.getByTestId('brand-preview')
    await preview.waitFor()
    await page.getByLabel(brand.name).fill('Quayside Ltd')
    await page.getByLabel(brand.background).fill('#112233')
    await preview.getByText('Quayside Ltd').waitFor()
    const colour = () =>
      page.evaluate(`getComputedStyle(document.querySelector('[data-testid=brand-preview]')).backgroundColor`)
    await expect.poll(colour).toBe('rgb(17, 34, 51)')
    await page.getByLabel(brand.accent).fill('#ffcc')
    await page.getByText(brand.noColour).waitFor()
    await page.getByLabel(brand.accent).fill('#ffcc00')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: brand.choose }).click()
    await (await chooser).setFiles({ name: 'logo.png', mimeType: 'image/png', buffer: LOGO })
    await preview.locator('img').waitFor()
    await preview.scrollIntoViewIfNeeded()
    await inspect(window, `brand-${look.size}`)
    await page
      .locator('section', { has: page.getByRole('heading', { name: brand.title }) })
      .getByRole('button', { name: words.ui.save })
      .click()
    await page.getByText(words.settings.saved).waitFor()
    expect(await client.call('getBrand')).toEqual({
      name: 'Quayside Ltd',
      accent: '#ffcc00',
      background: '#112233',
      logo: LOGO.toString('base64'),
    })
  })

  test('an operator sets terms, gives a price list and issues a credit note', { timeout: 120_000 }, async () => {
    const { account, client } = await register(tests.network, mail, `${name}Terms`)
    const window = await tests.enter(look)
    const { page } = window
    const path = `operator/accounts/${account}`
    await tests.go(window, path)
    await page.getByText(terms.pricesAbout.replace('{{list}}', 'standard')).waitFor()
    await page.getByText(words.invoice.none).waitFor()
    await page.getByLabel(words.bill.buyer).fill('Quayside Ltd')
    await page.getByLabel(terms.address).fill('1 Quay Street\nPort')
    await page.getByLabel(terms.tax).fill('19')
    await page.getByLabel(terms.limit.replace('{{currency}}', 'EUR')).fill('500')
    await page.getByRole('button', { name: terms.save }).click()
    await page.getByText(words.settings.saved).waitFor()
    expect(await client.call('getBilling')).toMatchObject({ buyer: 'Quayside Ltd', taxRate: 1900, creditLimit: 50_000 })
    await page.getByRole('combobox', { name: words.op.list }).click()
    await page.getByRole('option', { name: /^wholesale/ }).click()
    await page.getByLabel(words.op.from).fill('2020-02-01')
    await page.getByRole('button', { name: terms.assign }).click()
    await page.getByText(terms.pricesAbout.replace('{{list}}', 'wholesale')).waitFor()
    await inspect(window, `terms-${look.size}`)

    const demo = (await findDemoAccount(tests.network.gateway.ports)) ?? ''
    await tests.go(window, `operator/accounts/${demo}`)
    const give = page.getByRole('button', { name: new RegExp(`^${credit.of.replace('{{number}}', 'INV-')}`) })
    await give.click()
    const form = page.getByRole('dialog')
    await form.getByLabel(credit.net.replace('{{currency}}', 'EUR')).fill('0.10')
    await form.getByLabel(words.op.reason).fill('An outage')
    await inspect(window, `credit-${look.size}`)
    await form.getByRole('button', { name: credit.give }).click()
    await page.getByText(credit.given).waitFor()
    await page
      .getByText(new RegExp(`^${words.invoice.note.replace('{{number}}', 'INV-')}`))
      .first()
      .waitFor()
    await inspect(window, `credit-notes-${look.size}`)
  })

  test('instances from before the enrolment are advised to be made anew', { timeout: 60_000 }, async () => {
    const { email, account, client } = await register(tests.network, mail, `${name}Old`)
    await client.call('createInstanceHere', { name: 'Old' })
    await operator.operate('enrolAccount', { account })
    const window = await tests.signIn(email, PASSWORD, look)
    await tests.go(window, 'profile')
    await window.page.getByText(counted(words.partner.notPartner_one, 1, look)).waitFor()
    await inspect(window, `advice-${look.size}`)
  })

  test('registering says why an address of the company is better', { timeout: 60_000 }, async () => {
    const window = await tests.visit('register', look)
    await window.page.getByText(/An address of the company|Адрес компании/).waitFor()
    await inspect(window, `register-${look.size}`)
  })
})
