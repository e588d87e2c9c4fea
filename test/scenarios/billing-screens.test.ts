import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { findDemoAccount } from '../../src/app/admin.ts'
import { addOperator, cliDeed, signInLink } from '../../src/app/operators.ts'
import { billingDayOf, monthOf } from '../../src/billing/billing-day.ts'
import { recordPayment } from '../../src/billing/payments/payment.ts'
import { createInstance } from '../client.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

const VERIFIER = new URL('../../docs/guide/verify-statement.mjs', import.meta.url).pathname

interface Line {
  seq: number
  kind: string
  amount: number
  balance: number
  lines: number
}
interface Day {
  idInstance: number
  day: string
  price: number
  cause: string
}

describe.each(testStores({}))('what the console shows of money, $name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let owner: ConsoleClient
  let instances: number[]
  let atFirst: Line[]
  let preview: Record<string, unknown>
  let cost: { forecast: number; balance: number }
  const month = monthOf(billingDayOf(Date.now()))
  beforeAll(async () => {
    network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ...(await databaseOf(engine)) } })
    const { ports } = network.gateway
    await publishStandard(network, { PARTNER_23: { day: 40_500_000 }, BUSINESS: { month: 1200 } })
    const account = (await findDemoAccount(ports)) ?? ''
    owner = consoleClient(network.apiUrl)
    await addOperator(ports, { email: 'op@example.org', name: 'Op', deed: cliDeed(ports) })
    await owner.call('useSignInLink', { token: await signInLink(ports, { email: 'op@example.org', by: 'test' }) })
    await owner.operate('visitAccount', { account })
    await expect(owner.call('getBilling')).rejects.toMatchObject({ code: 'notBilled' })
    atFirst = await owner.call('getLedger')
    const limits = { account, instanceCap: null }
    await owner.operate('setAccountLimits', { ...limits, consoleCreation: true })
    preview = await owner.call('previewInstancesHere', { names: ['North', 'South'] })
    await owner.operate('setAccountLimits', { ...limits, consoleCreation: false })
    const named = { externalId: 'north-1', metadata: { branch: 'north' } }
    instances = [(await createInstance(network, named)).idInstance, (await createInstance(network)).idInstance]
    cost = await owner.call('getBilling')
    const deed = cliDeed(ports)
    const payment = { amount: 5000, currency: 'EUR', source: 'operator', external: 'bank-1', reference: 'bank-1' }
    await ports.store.write(recordPayment, { account, ...payment, deed })
    await liveThroughMonth(network, account)
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await engine.dispose()
    check()
  })

  covers(
    ['getLedger', 'watchAccount'],
    'the ledger’s balances follow from its amounts, page by page, down to nothing',
    async () => {
      expect(atFirst).toEqual([])
      const whole = await owner.call<Line[]>('getLedger', undefined, { limit: '500' })
      const { balance } = await owner.call<{ balance: number }>('getBilling')
      expect(whole[0]?.balance).toBe(balance)
      expect(await owner.call('watchAccount')).toMatchObject({ ledger: whole[0]?.seq })
      let running = 0
      for (const line of whole.toReversed()) expect((running += line.amount)).toBe(line.balance)
      expect(whole.filter(({ kind }) => kind === 'payment')).toMatchObject([{ amount: 5000 }])
      const paged: Line[] = []
      for (let before = 1_000_000; ;) {
        const page = await owner.call<Line[]>('getLedger', undefined, { before: String(before), limit: '3' })
        paged.push(...page)
        const last = page.at(-1)
        if (!last) break
        before = last.seq
      }
      expect(paged).toEqual(whole)
    },
  )

  covers(['previewInstancesHere'], 'what the preview of a creation showed is what it came to', async () => {
    expect(preview).toMatchObject({
      tariff: 'PARTNER_23',
      fits: 2,
      refusal: null,
      places: null,
      perDay: 40_500_000,
      charged: 81,
      forecast: 0,
      forecastThen: cost.forecast,
    })
    expect(cost.balance).toBe(-81)
    const names = ['A', 'B', 'C']
    await expect(owner.call('previewInstancesHere', { names })).rejects.toMatchObject({
      code: 'createByApi',
      detail: { body: { instances: names.map((name) => ({ name })) } },
    })
  })

  covers(['getInstanceDays'], 'days sum to what was charged; each instance-day has its price and cause', async () => {
    const { days } = await owner.call<{ days: { day: string; instances: number; amount: number }[] }>('getCharges')
    expect(days[0]?.day.startsWith(month)).toBe(true)
    const all: Day[] = []
    for (let after: Partial<Day> = {}; ;) {
      const page = await owner.call<Day[]>('getInstanceDays', undefined, {
        month,
        limit: '3',
        afterDay: after.day ?? '',
        afterInstance: String(after.idInstance ?? 0),
      })
      all.push(...page)
      if (page.length < 3) break
      after = page.at(-1) ?? {}
    }
    expect(all.length).toBe(days.reduce((sum, day) => sum + day.instances, 0))
    expect(days.reduce((sum, { amount }) => sum + amount, 0)).toBe(Math.round(all.length * 40.5))
    expect(all.filter(({ cause }) => cause === 'creation').map(({ idInstance }) => idInstance)).toEqual(instances)
    const [first = 0] = instances
    const one = await owner.call<Day[]>('getInstanceDays', undefined, {
      month,
      idInstance: String(first),
      limit: '500',
    })
    expect(one).toEqual(all.filter(({ idInstance }) => idInstance === first))
    const today = billingDayOf(Date.now())
    const query = { month, day: String(Number(today.slice(8))) }
    expect(await owner.call<Day[]>('getInstanceDays', undefined, query)).toEqual(all.filter(({ day }) => day === today))
  })

  covers(['makeInvoiceFile'], 'an invoice as PDF and CSV; a document of somebody else is unknown', async () => {
    const [invoice] = await owner.call<{ number: string; net: number; kind: string }[]>('getInvoices')
    const { days } = await owner.call<{ days: { amount: number }[] }>('getCharges', undefined, { month })
    expect(invoice).toMatchObject({ kind: 'invoice', net: days.reduce((sum, { amount }) => sum + amount, 0) })
    const file = async (form: string) => {
      const { url, fileName } = await owner.call<{ url: string; fileName: string }>('makeInvoiceFile', {
        number: invoice?.number,
        form,
      })
      expect(fileName).toBe(`${invoice?.number}.${form}`)
      return Buffer.from(await (await fetch(url)).arrayBuffer())
    }
    expect((await file('pdf')).subarray(0, 5).toString()).toBe('%PDF-')
    const rows = (await file('csv')).toString().trim().split('\r\n')
    const all = await owner.call<Day[]>('getInstanceDays', undefined, { month, limit: '500' })
    expect(rows).toHaveLength(all.length + 1)
    expect(rows.some((row) => row.includes(',north-1,') && row.endsWith(',"{""branch"":""north""}"'))).toBe(true)
    await expect(owner.call('makeInvoiceFile', { number: 'INV-1', form: 'pdf' })).rejects.toMatchObject({
      code: 'invoiceUnknown',
    })
  })

  covers(['getAccountStatement', 'getStatement'], 'the statement verifies offline, whoever asks for it', async () => {
    const { next, ...page } = await owner.call<{ next: string | null }>('getAccountStatement', undefined, { month })
    expect(next).toBeNull()
    const asked = await fetch(`${network.apiUrl}/partner/getStatement/${network.partnerToken}?month=${month}`)
    expect(await asked.json()).toEqual(page)
    const path = join(network.dataFolder, 'statement.json')
    await writeFile(path, JSON.stringify(page))
    const { stdout } = await promisify(execFile)(process.execPath, [VERIFIER, path])
    expect(stdout).toBe('The statement is right.\n')
    await expect(owner.call('getAccountStatement', undefined, { cursor: 'x' })).rejects.toMatchObject({
      code: 'statementCursorUnknown',
    })
  })

  covers(['getPrices'], 'prices of the list in force', async () => {
    expect(await owner.call('getPrices')).toEqual({
      name: 'Standard',
      currency: 'EUR',
      now: {
        from: '2020-01-01',
        firstDay: 'creation',
        prices: { PARTNER_23: { day: 40_500_000 }, BUSINESS: { month: 1200 } },
      },
      ahead: [],
    })
  })
})
