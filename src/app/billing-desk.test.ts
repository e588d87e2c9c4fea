import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { silentLog } from '../base/log.ts'
import { chargeMissedNights } from '../billing/nightly/run.ts'
import { readPrices } from '../billing/tariffs/read-prices.ts'
import { at, moneyOperations, MoneyWorld } from '../billing/world.spec-suite.ts'
import { partnerOperations } from '../partners/operations.ts'
import { testClock } from '../instances/world.spec-suite.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { billingDesk } from './billing-desk.ts'

describe.each(testStores({ ...moneyOperations, ...partnerOperations }))('$name', (engine) => {
  let store: MaintainedStore
  let world: MoneyWorld
  beforeAll(async () => {
    store = await engine.open()
    world = new MoneyWorld(store)
  })
  afterAll(() => engine.dispose())

  test('from terms to the documents of a month', async () => {
    const account = await world.partner('desk', readPrices({ PARTNER_23: { day: '0.39999997' } }, 'EUR'))
    const clock = testClock(at('2026-01-31T07:00:00Z'))
    const desk = billingDesk({ store, clock, approvals: 'auto' }, 'operator/cli')
    await desk.setSeller({ name: 'Rookery Хостинг' })
    await desk.setTerms({
      account,
      prepaid: '50.00',
      creditLimit: '100',
      taxRate: 2000,
      party: { name: '=Buyer, "B"' },
    })
    await world.create(account, at('2026-01-31T08:00:00Z'))
    await clock.advance(29 * 3_600_000)
    await chargeMissedNights({ store, clock, log: silentLog }, { holder: 'test' })
    expect(await desk.standing(account)).toMatchObject({ prepaidDue: 5000, creditLimit: 10_000, balance: -88 })
    expect(await desk.pay({ account, amount: '10.50', reference: 'bank 7' })).toEqual({
      state: 'booked',
      result: 'booked',
    })
    expect(await desk.pay({ account, amount: '10.50', reference: 'bank 7' })).toEqual({
      state: 'booked',
      result: 'repeated',
    })
    await expect(desk.pay({ account, amount: '1.005', reference: 'bank 8' })).rejects.toThrow('no amount of EUR')
    const [invoice] = await desk.invoices(account)
    expect(invoice).toMatchObject({ net: 40, tax: 8, total: 48 })
    const number = invoice?.number ?? ''
    const pdf = await desk.pdf(number)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(5000)
    let csv = ''
    for await (const piece of desk.annexCsv(number)) csv += piece
    expect(csv.split('\r\n')).toEqual([
      'idInstance,name,externalId,day,tariff,price,currency,cause,metadata',
      expect.stringMatching(/^7103\d{6},Instance 7103\d{6},,2026-01-31,PARTNER_23,0.39999997,EUR,creation,$/),
      '',
    ])
    const credited = await desk.credit({ invoice: number, net: '0.40', reason: 'goodwill' })
    const note = 'result' in credited ? credited.result : ''
    expect(await desk.invoice(note)).toMatchObject({ kind: 'credit-note', total: -48, corrects: number })
    const audited = await world.rows(`select action from audit where account = '${account}' order by id`)
    const actions = audited.map(({ action }) => String(action))
    expect(new Set(actions)).toEqual(
      new Set(['priceListAssigned', 'termsChanged', 'paymentBooked', 'creditNoteIssued']),
    )
  })
})
