import { beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, type Statement } from '../../docs/guide/verify-statement.mjs'
import { findDemoAccount } from '../../src/app/admin.ts'
import { billingDesk } from '../../src/app/billing-desk.ts'
import { createInstance } from '../client.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { consoleTests, contentOf, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'

const tests = consoleTests()
let account: string

beforeAll(async () => {
  account = (await findDemoAccount(tests.network.gateway.ports)) ?? ''
})

describe.each(FIRST_LOOK)('billing before anything is charged, $size, $locale', (look) => {
  test('every part says what it is waiting for', { timeout: 60_000 }, async () => {
    const words = wordsOf(look)
    const window = await tests.enter(look)
    for (const [path, empty] of [
      ['billing', words.bill.none],
      ['billing/ledger', words.ledger.none],
      ['billing/days', words.days.none],
      ['billing/invoices', words.invoice.none],
      ['billing/prices', words.prices.none],
    ] as const) {
      await tests.go(window, path)
      await window.page.getByText(empty).waitFor()
      await inspect(window, `${path.replace('/', '-')}-empty-${look.size}`)
    }
  })
})

describe('after a month', () => {
  beforeAll(async () => {
    const { network } = tests
    await publishStandard(network, { PARTNER_23: { day: 40_500_000 }, BUSINESS: { month: 1200 } })
    for (let made = 0; made < 3; made += 1) await createInstance(network)
    const desk = billingDesk({ ...network.gateway.ports, approvals: 'off' }, 'operator/test')
    await desk.setTerms({ account, taxRate: 1900, creditLimit: '10.00', party: { name: 'Example Ltd' } })
    await liveThroughMonth(network, account)
  })

  describe.each(FIRST_LOOK)('$size, $locale', (look) => {
    test('every part shows what was charged', { timeout: 90_000 }, async () => {
      const words = wordsOf(look)
      const window = await tests.enter(look)
      const { page } = window
      await tests.go(window, 'billing')
      await page.getByText(words.bill.balance, { exact: true }).waitFor()
      await page.getByText('Example Ltd').waitFor()
      await inspect(window, `billing-${look.size}`)
      for (const part of ['ledger', 'days', 'invoices', 'prices'] as const) {
        await page.getByRole('tab', { name: words.billTab[part] }).click()
        await page.getByRole('table').first().waitFor()
        if (part === 'ledger') await page.getByText(words.ledger.proof, { exact: true }).first().click()
        if (part === 'days') {
          await page.getByRole('row').nth(1).getByRole('button').click()
          await page.getByText(words.days.midnight, { exact: true }).first().waitFor()
        }
        await inspect(window, `billing-${part}-${look.size}`)
      }
      await page.getByText('PARTNER_23').waitFor()
    })
  })

  test('a statement that was downloaded verifies, and so do the files of an invoice', { timeout: 60_000 }, async () => {
    const window = await tests.enter({ size: 'desktop', locale: 'en-GB' })
    const { page } = window
    await tests.go(window, 'billing')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the statement' }).click()
    const statement = JSON.parse((await contentOf(await saved)).toString()) as Statement
    expect(statement.transactions.length).toBeGreaterThan(3)
    expect(faultsOf(statement)).toEqual([])
    await page.getByRole('tab', { name: 'Invoices' }).click()
    const file = async (form: string) => {
      const popup = page.waitForEvent('popup').then(async (opened) => await opened.waitForEvent('download'))
      const here = page.waitForEvent('download')
      await page.getByRole('button', { name: new RegExp(`^${form} of INV-`) }).click()
      return await contentOf(await Promise.race([popup, here]))
    }
    expect((await file('PDF')).subarray(0, 5).toString()).toBe('%PDF-')
    expect((await file('CSV')).toString()).toMatch(/^idInstance,name,externalId,day/)
  })

  test('a payment that is booked meanwhile is shown without a reload', { timeout: 60_000 }, async () => {
    const window = await tests.enter({ size: 'desktop', locale: 'en-GB' })
    await tests.go(window, 'billing/ledger')
    await window.page.getByText('Nightly charge').first().waitFor()
    const desk = billingDesk({ ...tests.network.gateway.ports, approvals: 'off' }, 'operator/test')
    await desk.pay({ account, amount: '77.25', reference: 'bank 77' })
    const row = window.page.getByRole('row', { name: /bank 77/ })
    await row.waitFor()
    expect(await row.textContent()).toContain('€77.25')
  })
})
