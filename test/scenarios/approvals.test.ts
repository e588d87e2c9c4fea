import { afterAll, beforeAll, describe, expect } from 'vitest'
import { asBookkeeper } from '../../src/app/bookkeeper.ts'
import { accountOf, operatorOf } from '../console-accounts.ts'
import type { ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

interface Entered {
  state: string
  id: string
  result: string
}

describe.each(testStores({}))('$name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let first: ConsoleClient
  beforeAll(async () => {
    network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ...(await databaseOf(engine)) } })
    await publishStandard(network, { PARTNER_23: { day: 40_500_000 }, BUSINESS_EUR: { month: 1200 } })
    first = await operatorOf(network, 'first@example.org')
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await engine.dispose()
    check()
  })

  const refused = (call: Promise<unknown>, code: string) =>
    expect(call).rejects.toEqual(expect.objectContaining({ code }))
  const balance = async (owner: ConsoleClient) => (await owner.call<{ balance: number }>('getPlans')).balance

  covers(
    ['enterPayment', 'getMoneyEntries'],
    'one operator books alone; with a second each waits for the other, and nobody approves the own entry',
    async () => {
      const { id: account, owner } = await accountOf(network, first, 'partner')
      const enter = (operator: ConsoleClient, reference: string, amount = 500) =>
        operator.operate<Entered>('enterPayment', { account, amount, reference })
      const decide = (operator: ConsoleClient, id: string, approve = true) =>
        operator.operate<{ result: string }>('decideMoneyEntry', { id, approve })
      expect(await enter(first, 'bank 1')).toEqual({ state: 'booked', id: '', result: 'booked' })
      expect(await enter(first, 'bank 1')).toEqual({ state: 'booked', id: '', result: 'repeated' })
      expect(await balance(owner)).toBe(500)

      const second = await operatorOf(network, 'second@example.org')
      const { state, id } = await enter(first, 'bank 2', 700)
      expect(state).toBe('waiting')
      expect(await balance(owner)).toBe(500)
      await refused(decide(first, id), 'approverSame')
      const [waiting] = await second.operate<object[]>('getMoneyEntries', undefined, { open: 'true' })
      expect(waiting).toMatchObject({
        id,
        account,
        kind: 'payment',
        amount: 700,
        reference: 'bank 2',
        decision: 'open',
      })
      const both = await Promise.allSettled([decide(second, id), decide(second, id)])
      expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
      await refused(decide(second, id), 'entryUnknown')
      expect(await balance(owner)).toBe(1200)

      const declined = await enter(second, 'bank 3')
      expect(await decide(second, declined.id, false)).toEqual({ result: '' })
      await refused(decide(first, declined.id), 'entryUnknown')
      const again = await enter(second, 'bank 2', 700)
      expect(await decide(first, again.id)).toEqual({ result: 'repeated' })
      expect(await balance(owner)).toBe(1200)
      await refused(first.operate('enterPayment', { account: 'nobody', amount: 1, reference: 'x' }), 'notBilled')
      const log = await owner.call<{ action: string }[]>('getAuditLog')
      const counted = (action: string) => log.filter((entry) => entry.action === action).length
      expect(['moneyEntered', 'moneyApproved', 'moneyDeclined', 'paymentBooked'].map(counted)).toEqual([3, 2, 1, 2])
    },
  )

  covers(['decideMoneyEntry'], 'a credit note waits as well; a command is one operator, whoever gives it', async () => {
    const { id: account, owner } = await accountOf(network, first, 'partner')
    await first.operate('setAccountLimits', { account, consoleCreation: true, instanceCap: null })
    await owner.call('createInstanceHere', { name: 'Charged' })
    await liveThroughMonth(network, account)
    const invoices = await asBookkeeper(network.config, ({ desk }) => desk.invoices(account))
    const invoice = invoices[0]?.number ?? ''
    const before = await balance(owner)
    const credit = { invoice, net: '0.40', reason: 'An outage' }
    const entered = await asBookkeeper(network.config, ({ desk }) => desk.credit(credit))
    if (entered.state !== 'waiting') throw new Error('it was booked at once')
    const { id } = entered
    const cli = (approve: boolean) => asBookkeeper(network.config, ({ desk }) => desk.decide({ id, approve }))
    await expect(cli(true)).rejects.toThrow('Another operator must approve')
    const { result } = await first.operate<{ result: string }>('decideMoneyEntry', { id, approve: true })
    expect(result).toMatch(/^CRN-/)
    expect(await balance(owner)).toBe(before + 40)
    await refused(first.operate('enterCredit', { invoice, net: 1_000_000, reason: 'x' }), 'creditTooLarge')
    await refused(first.operate('enterCredit', { invoice: 'INV-0', net: 1, reason: 'x' }), 'invoiceUnknown')
  })
})
