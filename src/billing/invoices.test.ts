import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import type { FailureKind } from '../base/errors.ts'
import { silentLog } from '../base/log.ts'
import { testClock } from '../instances/world.spec-suite.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { creditTooLarge, invoiceUnknown, issueCreditNote } from './invoices/credit-note.ts'
import { annexOf, invoicesOf, taxOf, type InvoiceDocument } from './invoices/draw.ts'
import { setSeller, setTerms } from './invoices/party.ts'
import { balanceOf } from './ledger/append.ts'
import { verifyLedger } from './ledger/verify.ts'
import { creditLimitReached } from './life.ts'
import { chargeMissedNights } from './nightly/run.ts'
import { paymentCurrency, recordPayment } from './payments/payment.ts'
import { paymentUnclear, signatureRefused } from './payments/port.ts'
import { stripe } from './payments/stripe.ts'
import { accountStanding } from './statements/forecast.ts'
import { at, moneyOperations, MoneyWorld } from './world.spec-suite.ts'

const CENT = 1_000_000
const failsWith = (kind: FailureKind) => expect.objectContaining({ kind })
let deeds = 0
const deed = (text: string) => ({
  id: `deed-${String((deeds += 1)).padStart(4, '0')}`,
  actor: 'operator/cli',
  at: at(text),
})

test('tax is rounded half away from zero', () => {
  expect(taxOf(1050, 1900)).toBe(200)
  expect(taxOf(1, 5000)).toBe(1)
  expect(taxOf(-1, 5000)).toBe(-1)
  expect(taxOf(0, 1900)).toBe(0)
})

describe.each(testStores(moneyOperations))('$name', (engine) => {
  let store: MaintainedStore
  let world: MoneyWorld
  beforeAll(async () => {
    store = await engine.open()
    world = new MoneyWorld(store)
    const party = { name: 'Rookery Hosting Ltd', address: ['1 High St'], taxId: 'GB1', email: '', payment: 'IBAN X' }
    await store.write(setSeller, { party, deed: deed('2026-01-01T00:00:00Z') })
  })
  afterAll(() => engine.dispose())

  const nights = (now: string) =>
    chargeMissedNights({ store, clock: testClock(at(now)), log: silentLog }, { holder: 'test', batch: 4 })
  const balance = (account: string) => store.read(balanceOf, { account })
  const sound = async (account: string) => expect((await verifyLedger(store, account)).faults).toEqual([])
  const pay = (account: string, amount: number, external: string, currency = 'EUR') =>
    store.write(recordPayment, {
      account,
      amount,
      currency,
      source: 'operator',
      external,
      reference: external,
      deed: deed('2026-02-05T10:00:00Z'),
    })

  test('the invoice of a month is drawn once after its last day, and credit notes give it back', async () => {
    const account = await world.perDay('billed', 33 * CENT + 333_333)
    const party = { name: 'Buyer GmbH', address: [], taxId: 'DE2', email: '', payment: '' }
    await store.write(setTerms, { account, party, taxRate: 1900, dueDays: 10, deed: deed('2026-01-20T08:00:00Z') })
    for (let i = 0; i < 6; i++) await world.create(account, at('2026-01-29T08:00:00Z'))
    await nights('2026-01-31T12:00:00Z')
    expect(await store.read(invoicesOf, { account, after: '', limit: 9 })).toEqual([])
    await nights('2026-02-02T12:00:00Z')
    await nights('2026-02-03T12:00:00Z')
    const [invoice, ...more] = await store.read(invoicesOf, { account, after: '', limit: 9 })
    expect(more).toEqual([])
    // 6 instances, 29 to 31 January: the 00:00 charge on the 1st belongs to February
    const net = Math.round((18 * 33_333_333) / CENT)
    const tax = Math.round(net * 0.19)
    expect(invoice).toMatchObject({
      number: 'INV-2026-000001',
      month: '2026-01',
      net,
      tax,
      total: net + tax,
      due_day: '2026-02-12',
    })
    const document = JSON.parse(invoice?.document ?? '') as InvoiceDocument
    expect(document).toMatchObject({
      seller: { name: 'Rookery Hosting Ltd' },
      buyer: { name: 'Buyer GmbH' },
      lines: [{ tariff: 'PARTNER_23', days: 18, amount: net }],
    })
    const annex = await store.read(annexOf, { account, month: '2026-01', after: { day: '', instance: 0 }, limit: 99 })
    expect(annex).toHaveLength(18)
    const owed = await balance(account)
    const note = { invoice: 'INV-2026-000001', net: 100, reason: 'outage', deed: deed('2026-02-04T08:00:00Z') }
    expect(await store.write(issueCreditNote, note)).toBe('CRN-2026-000001')
    expect(await balance(account)).toBe(owed + 119)
    await expect(store.write(issueCreditNote, { ...note, net, deed: deed('2026-02-04T08:00:00Z') })).rejects.toEqual(
      failsWith(creditTooLarge),
    )
    const rest = { ...note, net: net - 100, deed: deed('2026-02-04T09:00:00Z') }
    expect(await store.write(issueCreditNote, rest)).toBe('CRN-2026-000002')
    expect(await balance(account)).toBe(owed + net + tax)
    await expect(store.write(issueCreditNote, { ...note, invoice: 'INV-1' })).rejects.toEqual(failsWith(invoiceUnknown))
    await sound(account)
  })

  test('a payment is booked once under its outside name, in the account’s currency', async () => {
    const account = await world.perDay('pays', CENT)
    await world.create(account, at('2026-02-05T08:00:00Z'))
    expect(await Promise.all([pay(account, 500, 'bank-1'), pay(account, 500, 'bank-1')])).toContain(false)
    expect(await pay(account, 250, 'bank-2')).toBe(true)
    expect(await balance(account)).toBe(749)
    await expect(pay(account, 1, 'bank-3', 'USD')).rejects.toEqual(failsWith(paymentCurrency))
    await expect(world.change(`update payment set amount = 1`)).rejects.toThrow('append-only')
    await sound(account)
  })

  test('the first month is due in advance and gates nothing', async () => {
    const account = await world.perDay('prepaid', CENT)
    await store.write(setTerms, { account, prepaid: 3000, deed: deed('2026-02-05T08:00:00Z') })
    await world.create(account, at('2026-02-05T09:00:00Z'))
    const standing = () => store.read(accountStanding, { account, at: at('2026-02-05T12:00:00Z') })
    expect(await standing()).toMatchObject({ prepaidDue: 3000, balance: -1 })
    await pay(account, 1000, 'prepaid-1')
    expect(await standing()).toMatchObject({ prepaidDue: 2000, balance: 999 })
  })

  test('the credit limit warns at each level once, and refuses only when the operator says so', async () => {
    const account = await world.perDay('credit', 10 * CENT)
    await store.write(setTerms, { account, creditLimit: 100, deed: deed('2026-02-05T08:00:00Z') })
    const told = async () =>
      (
        await world.rows(`select data from partner_event where account = '${account}' and type = 'account.creditThreshold'
        order by at, id`)
      ).map(({ data }) => (JSON.parse(String(data)) as { percent: number }).percent)
    for (let i = 0; i < 5; i++) await world.create(account, at(`2026-02-05T09:0${i}:00Z`))
    expect(await told()).toEqual([50])
    for (let i = 5; i < 12; i++) await world.create(account, at(`2026-02-05T09:${10 + i}:00Z`))
    expect(await told()).toEqual([50, 70, 90, 100])
    await store.write(setTerms, { account, refuseOverLimit: true, deed: deed('2026-02-05T10:00:00Z') })
    await expect(world.create(account, at('2026-02-05T11:00:00Z'))).rejects.toEqual(failsWith(creditLimitReached))
    await pay(account, 100, 'credit-1')
    await world.create(account, at('2026-02-05T12:00:00Z'))
    await sound(account)
  })
})

describe('stripe', () => {
  const now = at('2026-02-05T10:00:00Z')
  const read = (event: object, secret = 'whsec_a', stamp = now / 1000) => {
    const body = Buffer.from(JSON.stringify(event))
    const signature = createHmac('sha256', secret).update(`${stamp}.`).update(body).digest('hex')
    return stripe(['whsec_old', 'whsec_a']).read(body, { 'stripe-signature': `t=${stamp},v1=${signature},v0=00` }, now)
  }
  // the shapes of Stripe's API reference, cut to what it says of a paid session and its intent
  const session = {
    id: 'evt_1',
    object: 'event',
    type: 'checkout.session.completed',
    data: {
      object: {
        id: 'cs_test_1',
        object: 'checkout.session',
        amount_total: 5000,
        currency: 'eur',
        client_reference_id: 'acc',
        payment_intent: 'pi_1',
        payment_status: 'paid',
        metadata: {},
      },
    },
  }
  const intent = {
    id: 'evt_2',
    object: 'event',
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id: 'pi_1',
        object: 'payment_intent',
        amount: 5000,
        amount_received: 5000,
        currency: 'eur',
        metadata: { account: 'acc' },
      },
    },
  }

  test('events of one payment name the same money', () => {
    const paid = { account: 'acc', amount: 5000, currency: 'EUR', external: 'pi_1', reference: 'stripe pi_1' }
    expect(read(session)).toEqual(paid)
    expect(read(intent)).toEqual(paid)
  })

  test('what is not paid, not ours or not about money is nothing', () => {
    const unpaid = structuredClone(session)
    unpaid.data.object.payment_status = 'unpaid'
    expect(read(unpaid)).toBeUndefined()
    expect(read({ ...intent, data: { object: { ...intent.data.object, metadata: {} } } })).toBeUndefined()
    expect(read({ ...session, type: 'customer.created' })).toBeUndefined()
  })

  test('a wrong, old or missing signature and an unclear event are refused', () => {
    expect(() => read(session, 'whsec_b')).toThrow(failsWith(signatureRefused))
    expect(() => read(session, 'whsec_a', now / 1000 - 301)).toThrow(failsWith(signatureRefused))
    expect(() => stripe(['whsec_a']).read(Buffer.from('{}'), {}, now)).toThrow(failsWith(signatureRefused))
    const unclear = structuredClone(session) as unknown as { data: { object: Record<string, unknown> } }
    unclear.data.object['amount_total'] = null
    expect(() => read(unclear)).toThrow(failsWith(paymentUnclear))
  })
})
