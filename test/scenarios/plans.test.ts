import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { beforeAll, expect } from 'vitest'
import { assignPriceList, publishPrices, putPriceList } from '../../src/billing/tariffs/price-list.ts'
import { testDeed } from '../../src/billing/world.spec-suite.ts'
import { recordPayment } from '../../src/billing/payments/payment.ts'
import { instanceOf, link, partnerCall } from '../client.ts'
import { accountOf, operatorOf, type TestAccount } from '../console-accounts.ts'
import type { ConsoleClient } from '../console-client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene
const MONTH = 30 * 86_400

let operator: ConsoleClient
beforeAll(async () => {
  const { network } = scene
  operator = await operatorOf(network)
  const { store } = network.gateway.ports
  await store.write(putPriceList, { id: 'plans', name: 'Plans', currency: 'EUR', at: 1 })
  const version = { list: 'plans', validFrom: '2020-01-01', firstDay: 'creation', today: '2020-01-01' } as const
  await store.write(publishPrices, {
    ...version,
    deed: testDeed(),
    prices: { BUSINESS_EUR: { month: 1000 }, BUSINESS_USD: { month: 700 } },
  })
})

let payments = 0
const money = () => scene.network.gateway.ports
async function pay(account: string, amount: number): Promise<void> {
  const { store, clock } = money()
  const external = `bank-${(payments += 1)}`
  const deed = { id: external, actor: 'operator/cli', at: clock.now() }
  await store.write(recordPayment, {
    account,
    amount,
    currency: 'EUR',
    source: 'operator',
    external,
    reference: 'x',
    deed,
  })
}

async function customer(): Promise<TestAccount> {
  const account = await accountOf(scene.network, operator)
  const assigned = {
    account: account.id,
    list: 'plans',
    validFrom: '2020-01-01',
    today: '2020-01-01',
    deed: testDeed(),
  }
  await money().store.write(assignPriceList, assigned)
  return account
}

interface Listed {
  idInstance: number
  apiTokenInstance: string
  tariff: string
  expirationDate: string
  isExpired: boolean
}
const listOf = async ({ owner }: TestAccount) =>
  (await owner.call<{ instances: Listed[] }>('getInstanceList')).instances
const refused = (call: Promise<unknown>, code: string) =>
  expect(call).rejects.toEqual(expect.objectContaining({ code }))

covers(
  ['createInstanceHere', 'getPlans', 'quotePlanHere', 'payPlanHere'],
  'a Developer instance does not end, becomes Business when it is paid, and keeps its link; asked twice it is paid once',
  async () => {
    const account = await customer()
    const { owner, id } = account
    const { idInstance } = await owner.call<{ idInstance: number }>('createInstanceHere', { name: 'Shop' })
    await refused(owner.call('createInstanceHere', { name: 'Second' }), 'developerInstancesUsed')
    expect(await owner.call('getPlans')).toEqual({
      currency: 'EUR',
      balance: 0,
      business: [
        { tariff: 'BUSINESS_EUR', month: 1000 },
        { tariff: 'BUSINESS_USD', month: 700 },
      ],
      developer: { used: 1, total: 1 },
    })
    const [free] = await listOf(account)
    expect(free).toMatchObject({ tariff: 'DEVELOPER', isExpired: false, expirationDate: '2999-12-31T23:59:59' })
    const instance = instanceOf(scene.network, idInstance, free?.apiTokenInstance ?? '')
    const phone = scene.newPhone()
    await link(scene.network, instance, phone.number)

    const plan = { idInstance, tariff: 'BUSINESS_EUR', months: 2, act: 'change' }
    const quote = await owner.call<Record<string, number>>('quotePlanHere', plan)
    expect(quote).toMatchObject({ currency: 'EUR', price: 2000, remainder: 0, due: 2000, balance: 0 })
    const shown = { due: quote['due'], expiresAt: quote['expiresAt'] }
    await refused(owner.call('payPlanHere', { ...plan, ...shown }), 'balanceTooLow')
    await pay(id, 5000)
    await refused(owner.call('payPlanHere', { ...plan, ...shown, due: 1999 }), 'quoteChanged')
    const twice = await Promise.allSettled([1, 2, 3].map(() => owner.call('payPlanHere', { ...plan, ...shown })))
    expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await owner.call('getPlans')).toMatchObject({ balance: 3000 })
    const [paid] = await listOf(account)
    expect(paid).toMatchObject({ tariff: 'BUSINESS_EUR', isExpired: false })
    const lasts = Date.parse(`${paid?.expirationDate}Z`) / 1000 - Date.now() / 1000
    expect(lasts).toBeGreaterThan(1.9 * MONTH)

    const friend = scene.newPhone()
    const { idMessage } = (await instance.call('sendMessage', {
      chatId: `${friend.number}@c.us`,
      message: 'still here',
    })) as {
      idMessage: string
    }
    await friend.waitFor(({ id: shownId }) => shownId === idMessage)

    const renewal = { ...plan, act: 'renew', months: 1 }
    const next = await owner.call<Record<string, number>>('quotePlanHere', renewal)
    expect(next).toMatchObject({ price: 1000, remainder: 0, from: next['expiresAt'] })
    await owner.call('payPlanHere', { ...renewal, due: 1000, expiresAt: next['expiresAt'] })
    const other = await owner.call<Record<string, number>>('quotePlanHere', {
      ...plan,
      tariff: 'BUSINESS_USD',
      months: 12,
    })
    // three months were paid and nearly none of them was used
    expect(other['remainder']).toBeGreaterThan(2990)
    expect(other).toMatchObject({ price: 8400, due: 8400 - Number(other['remainder']) })
    const dry = await owner.call<{ bill: { unused: number } }>('deleteInstancesHere', {
      idInstances: [idInstance],
      dryRun: true,
    })
    expect(dry.bill).toMatchObject({ currency: 'EUR', days: 0, perDay: 0, prepaid: 1 })
    expect(dry.bill.unused).toBeGreaterThan(2990)
    await refused(owner.call('quotePlanHere', { ...plan, tariff: 'BUSINESS_KZT' }), 'periodUnpriced')
    await refused(owner.call('quotePlanHere', { ...plan, idInstance: idInstance + 1 }), 'instanceNotHere')
    const log = await owner.call<{ action: string; subject: string }[]>('getAuditLog')
    expect(log.filter(({ action }) => action === 'planPaid')).toHaveLength(2)
  },
)

covers(
  ['createInstanceHere', 'quotePlanHere'],
  'a Business instance is made by the call that pays its first period, and refused whole when the money is short',
  async () => {
    const account = await customer()
    const { owner, id } = account
    const plan = { tariff: 'BUSINESS_EUR', months: 1 }
    const { due } = await owner.call<{ due: number }>('quotePlanHere', plan)
    await refused(owner.call('createInstanceHere', { name: 'Paid', ...plan }), 'planIncomplete')
    await refused(owner.call('createInstanceHere', { name: 'Paid', ...plan, due }), 'balanceTooLow')
    expect(await listOf(account)).toEqual([])
    await pay(id, 1500)
    await owner.call('createInstanceHere', { name: 'Paid', ...plan, due })
    const [made] = await listOf(account)
    expect(made).toMatchObject({ tariff: 'BUSINESS_EUR', isExpired: false })
    expect(Date.parse(`${made?.expirationDate}Z`) / 1000 - Date.now() / 1000).toBeGreaterThan(27 * 86_400)
    expect(await owner.call('getPlans')).toMatchObject({ balance: 500, developer: { used: 0 } })
  },
)

covers(
  ['payPlanHere', 'getStateInstance'],
  'a Business instance whose time is over refuses in the contract’s words, and goes on where it was once it is renewed',
  async () => {
    const account = await customer()
    const { owner, id } = account
    await pay(id, 2000)
    await owner.call('createInstanceHere', { name: 'Paid', tariff: 'BUSINESS_EUR', months: 1, due: 1000 })
    const [made] = await listOf(account)
    const instance = instanceOf(scene.network, made?.idInstance ?? 0, made?.apiTokenInstance ?? '')
    const database = new DatabaseSync(join(scene.network.dataFolder, 'rookery.sqlite'))
    const over = Date.now() - 60_000
    database.exec(
      `pragma busy_timeout = 5000; update instance set expires_at = ${over} where id = ${instance.idInstance}`,
    )
    database.close()
    const refusal = 'getStateInstance: 400 Instance account is expired. Renew your instance from personal area'
    const state = () => instance.call('getStateInstance').catch((error: Error) => error.message)
    // what a call says of its instance may be a second old
    await expect.poll(state).toBe(refusal)
    expect((await listOf(account))[0]).toMatchObject({ isExpired: true })
    const renewal = { idInstance: instance.idInstance, tariff: 'BUSINESS_EUR', months: 1, act: 'renew' }
    const { due, expiresAt, from } = await owner.call<Record<string, number>>('quotePlanHere', renewal)
    expect([due, expiresAt]).toEqual([1000, Math.floor(over / 1000)])
    // the time that was not paid is not sold
    expect(Number(from) * 1000).toBeGreaterThan(over)
    await owner.call('payPlanHere', { ...renewal, due, expiresAt })
    await expect.poll(state).toEqual({ stateInstance: 'notAuthorized' })
    expect((await listOf(account))[0]).toMatchObject({ isExpired: false })
  },
)

covers(
  ['quotePlan', 'payPlan', 'getInstances', 'getBalance'],
  'a partner keeps a Business instance from before, sees its price and pays by API; a Partner instance stays what it is',
  async () => {
    const account = await customer()
    const { owner, id } = account
    const { idInstance } = await owner.call<{ idInstance: number }>('createInstanceHere', { name: 'Old' })
    const { token } = await operator.operate<{ token: string }>('enrolAccount', { account: id })
    const password = 'four plain words here'
    const { partnerToken } = await owner.call<{ partnerToken: string }>('revealPartnerToken', { id: token, password })
    const partner = { apiUrl: scene.network.apiUrl, partnerToken }
    const { idInstance: own } = (await partnerCall(partner, 'createInstance', {})) as { idInstance: number }
    const plan = { idInstance, tariff: 'BUSINESS_EUR', months: 3, act: 'change' }
    expect(await partnerCall(partner, 'quotePlan', { ...plan, idInstance: own })).toMatchObject({ code: 409 })
    expect(await partnerCall(partner, 'quotePlan', { ...plan, tariff: 'BUSINESS_KZT' })).toMatchObject({ code: 404 })
    const { due, expiresAt } = (await partnerCall(partner, 'quotePlan', plan)) as { due: number; expiresAt: number }
    expect(due).toBe(3000)
    const paying = { ...plan, due, expiresAt }
    expect(await partnerCall(partner, 'payPlan', paying)).toMatchObject({ code: 402 })
    await pay(id, 4000)
    expect(await partnerCall(partner, 'payPlan', paying)).toMatchObject({ price: 3000, remainder: 0 })
    expect(await partnerCall(partner, 'payPlan', paying)).toMatchObject({ code: 409 })
    expect(await partnerCall(partner, 'getBalance')).toMatchObject({ balance: 1000 })
    const rows = (await partnerCall(partner, 'getInstances')) as Listed[]
    const business = rows.find((row) => row.idInstance === idInstance)
    expect(business).toMatchObject({ tariff: 'BUSINESS_EUR', isPartner: false, isFree: false, isExpired: false })
  },
)
