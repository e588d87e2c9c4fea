import { afterAll, beforeAll, describe, expect } from 'vitest'
import { findDemoAccount } from '../../src/app/admin.ts'
import { demoSignIn } from '../../src/app/operators.ts'
import { raiseAlarm } from '../../src/instances/alarms.ts'
import { createInstance, link, partnerCall, untilState } from '../client.ts'
import { accountOf } from '../console-accounts.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { freePort } from '../free-port.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

describe.each(testStores({}))('what the console shows operators, $name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let operator: ConsoleClient
  let account: string
  beforeAll(async () => {
    network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ...(await databaseOf(engine)) } })
    const { ports } = network.gateway
    account = (await findDemoAccount(ports)) ?? ''
    operator = consoleClient(network.apiUrl)
    await operator.call('useSignInLink', { token: await demoSignIn(ports, account) })
    await publishStandard(network, { PARTNER_23: { day: 40_000_000 } })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await engine.dispose()
    check()
  })

  covers(['getFleet'], 'the fleet: a session, an alarm, a restricted instance and a webhook that refuses', async () => {
    const instance = await createInstance(network)
    await link(network, instance, '15550106001')
    const phone = network.sandbox.createPhone({ number: '15550106002' })
    const banned = await createInstance(network)
    await link(network, banned, phone.number)
    phone.ban()
    await untilState(banned, 'blocked')
    const { store, clock } = network.gateway.ports
    await store.write(raiseAlarm, { instance: 0, kind: 'diskFull', detail: '1 % left', at: clock.now() })
    const url = `http://127.0.0.1:${await freePort()}/`
    const { id } = await operator.call<{ id: string }>('addEndpoint', { name: 'dead', url })
    await operator.call('testEndpoint', { id })
    const look = () => operator.operate<{ webhooks: object[]; process: { memory: number } }>('getFleet')
    await expect
      .poll(async () => (await look()).webhooks)
      .toMatchObject([{ kind: 'endpoint', id, name: 'dead', account, waiting: expect.any(Number) }])
    const fleet = await look()
    expect(fleet).toMatchObject({
      nodes: [{ alive: true }],
      alarms: expect.arrayContaining([
        expect.objectContaining({ idInstance: null, kind: 'diskFull', detail: '1 % left', times: 1 }),
      ]),
      instances: [{ idInstance: banned.idInstance, state: 'blocked', account }],
      states: expect.arrayContaining([expect.objectContaining({ state: 'authorized', instances: 1 })]),
    })
    expect(fleet.process.memory).toBeGreaterThan(10_000_000)
  })

  covers(
    ['getBillingOf', 'getNight', 'getPriceLists', 'publishPriceVersion', 'verifyLedgerOf', 'watchInstallation'],
    'money: the night, a ledger that verifies, a balance, and prices that begin later',
    async () => {
      await createInstance(network)
      const night = await operator.operate<{ ledgers: string[] }>('getNight')
      expect(night).toMatchObject({ accounts: 1, finished: 1, missed: [], ledgers: [account] })
      expect(await operator.operate('getNight', undefined, { after: account })).toMatchObject({ ledgers: [] })
      const { balance } = await operator.operate<{ balance: number }>('getBillingOf', undefined, { account })
      expect(balance).toBeLessThan(0)
      const told = await operator.operate<{ transactions: number }>('verifyLedgerOf', undefined, { account })
      expect(told).toMatchObject({ faults: [], transactions: -balance / 40 })
      const prices = {
        list: 'standard',
        currency: 'EUR',
        firstDay: 'creation',
        prices: { PARTNER_23: { day: '0.50' } },
      }
      const publish = (from: string, more: object = {}) =>
        operator.operate('publishPriceVersion', { ...prices, from, ...more })
      await expect(publish('2021-01-01')).rejects.toMatchObject({ code: 'priceDatePast' })
      await expect(publish('2099-01-01', { currency: 'USD' })).rejects.toMatchObject({ code: 'currencyFixed' })
      await expect(publish('2099-01-01', { prices: { FREE: {} } })).rejects.toMatchObject({ code: 'priceMalformed' })
      expect(await publish('2099-01-01')).toEqual({ version: 2 })
      expect(await operator.operate('getPriceLists')).toMatchObject([
        {
          id: 'standard',
          accounts: 0,
          versions: [
            { from: '2099-01-01', prices: { PARTNER_23: { day: 50_000_000 } } },
            { from: '2020-01-01', prices: { PARTNER_23: { day: 40_000_000 } } },
          ],
        },
      ])
      const before = await operator.operate<{ change: string }>('watchInstallation')
      await operator.call('sendSupportMessage', { text: 'Hello' })
      await operator.call('renameAccount', { name: 'Other' })
      const after = await operator.operate<{ change: string; support: number }>('watchInstallation')
      expect(after.change > before.change).toBe(true)
      expect(after.support).toBeGreaterThan(0)
    },
  )

  covers(
    ['assignPrices', 'enterCredit', 'getBilling', 'getInvoices', 'getInvoicesOf', 'getTermsOf', 'setTermsOf'],
    'terms and a price list of one account, and a part of an invoice given back',
    async () => {
      const { id, owner } = await accountOf(network, operator, 'partner')
      const terms = (of = id) => operator.operate<object>('getTermsOf', undefined, { account: of })
      const untold = { dueDays: 14, taxRate: 0, creditLimit: null, currency: 'EUR', list: 'standard', assigned: [] }
      expect(await terms()).toMatchObject({ ...untold, buyer: { name: '', address: [] } })
      const set = {
        buyer: { name: 'Quayside Ltd', address: ['1 Quay Street'], taxId: 'EX1', email: 'books@example.org' },
        prepaid: 500,
        taxRate: 1900,
        dueDays: 30,
        creditLimit: 50_000,
        refuseOverLimit: true,
      }
      expect(await operator.operate('setTermsOf', { account: id, ...set })).toMatchObject(set)
      expect(await owner.call('getBilling')).toMatchObject({ buyer: 'Quayside Ltd', prepaidDue: 500, dueDays: 30 })
      for (const [method, body] of [
        ['setTermsOf', set],
        ['assignPrices', { list: 'standard', from: '2099-01-01' }],
      ] as const)
        await expect(operator.operate(method, { account: 'none', ...body })).rejects.toMatchObject({
          code: 'accountUnknown',
        })
      await expect(terms('none')).rejects.toMatchObject({ code: 'accountUnknown' })

      const wholesale = { list: 'wholesale', currency: 'EUR', from: '2020-01-01', firstDay: 'creation' }
      await operator.operate('publishPriceVersion', { ...wholesale, prices: { PARTNER_23: { day: '0.30' } } })
      const assign = (from: string, list = 'wholesale') => operator.operate('assignPrices', { account: id, list, from })
      await expect(assign('2099-01-01', 'none')).rejects.toMatchObject({ code: 'priceListUnknown' })
      await assign('2020-01-01')
      expect(await terms()).toMatchObject({ list: 'wholesale', assigned: [{ list: 'wholesale', from: '2020-01-01' }] })
      const { partnerToken } = await owner.call<{ partnerToken: string }>('issuePartnerToken', { name: 'first' })
      await partnerCall({ apiUrl: network.apiUrl, partnerToken }, 'createInstance', {})
      expect(await owner.call('getCharges')).toMatchObject({ days: [{ amount: 30 }] })
      await expect(assign('2020-02-01')).rejects.toMatchObject({ code: 'priceDatePast' })

      await liveThroughMonth(network, id)
      const invoices = () =>
        operator.operate<{ number: string; net: number; corrects: string | null }[]>('getInvoicesOf', undefined, {
          account: id,
        })
      const [invoice] = await invoices()
      await operator.operate('enterCredit', { invoice: invoice?.number, net: 10, reason: 'Outage' })
      expect(await invoices()).toMatchObject([{ net: -10, corrects: invoice?.number }, { number: invoice?.number }])
      expect(await owner.call('getInvoices')).toEqual(await invoices())
      const log = await owner.call<{ action: string }[]>('getAuditLog')
      for (const action of ['termsChanged', 'priceListAssigned', 'creditNoteIssued'])
        expect(log.map((entry) => entry.action)).toContain(action)
    },
  )

  covers(
    ['deleteInstancesHere', 'findMessagesHere', 'getMessageVolume'],
    'the volume of messages counts both ways, and many instances go in one call',
    async () => {
      const instance = await createInstance(network)
      await link(network, instance, '15550106003')
      const friend = network.sandbox.createPhone({ number: '15550106004' })
      const { idMessage } = (await instance.call('sendMessage', {
        chatId: `${friend.number}@c.us`,
        message: 'Hello',
      })) as { idMessage: string }
      await friend.waitFor(({ id }) => id === idMessage)
      await friend.send('15550106003', { text: 'Hello back' })
      const volume = () => operator.call<{ incoming: number; outgoing: number }[]>('getMessageVolume')
      await expect.poll(async () => (await volume()).at(-1)).toMatchObject({ incoming: 1, outgoing: 1 })
      expect((await volume()).slice(0, -1)).toEqual(
        Array.from({ length: 13 }, () => ({ day: expect.any(String), incoming: 0, outgoing: 0 })),
      )
      const found = async (query: Record<string, string>) =>
        (await operator.call<{ idMessage: string }[]>('findMessagesHere', undefined, query)).map((one) => one.idMessage)
      expect(await found({ text: idMessage })).toEqual([idMessage])
      expect(await found({ text: friend.number })).toHaveLength(2)
      expect(await found({ text: `${friend.number}@c.us`, status: 'failed' })).toEqual([])
      expect(await found({ text: 'nowhere' })).toEqual([])
      const { idInstance } = await createInstance(network)
      const idInstances = [instance.idInstance, idInstance, 1]
      const expected = { deleted: [instance.idInstance, idInstance], notFound: [1] }
      const dry = await operator.call('deleteInstancesHere', { idInstances, dryRun: true })
      const bill = { currency: 'EUR', days: 2, charged: 80_000_000, perDay: 80_000_000, prepaid: 0, unused: 0 }
      expect(dry).toEqual({ dryRun: true, ...expected, bill: { month: expect.any(String), ...bill } })
      const done = { dryRun: false, ...expected, bill: null }
      expect(await operator.call('deleteInstancesHere', { idInstances })).toEqual(done)
      expect(await operator.call('deleteInstancesHere', { idInstances })).toMatchObject({ deleted: [] })
      expect((await volume()).at(-1)).toMatchObject({ incoming: 0, outgoing: 0 })
    },
  )
})
