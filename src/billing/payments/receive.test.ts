import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../../test/database.ts'
import { silentLog } from '../../base/log.ts'
import { testClock } from '../../instances/world.spec-suite.ts'
import type { MaintainedStore } from '../../store/port/store.ts'
import { balanceOf } from '../ledger/append.ts'
import { at, moneyOperations, MoneyWorld } from '../world.spec-suite.ts'
import { receivePayments } from './receive.ts'
import { stripe } from './stripe.ts'

const NOW = at('2026-02-05T10:00:00Z')

describe.each(testStores(moneyOperations))('$name', (engine) => {
  let store: MaintainedStore
  let server: Server
  let url: string
  const account = 'online'

  beforeAll(async () => {
    store = await engine.open()
    const world = new MoneyWorld(store)
    await world.perDay(account, 1_000_000)
    await world.create(account, NOW)
    const handle = receivePayments({ store, clock: testClock(NOW), log: silentLog }, [stripe(['whsec_a'])])
    server = createServer((request, response) => void handle(request, response, request.url ?? ''))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve))
    await engine.dispose()
  })

  const deliver = async (type: string, object: object, secret = 'whsec_a') => {
    const body = JSON.stringify({ id: 'evt', object: 'event', type, data: { object } })
    const stamp = NOW / 1000
    const signature = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex')
    const headers = { 'stripe-signature': `t=${stamp},v1=${signature}` }
    const response = await fetch(`${url}/payments/stripe`, { method: 'POST', body, headers })
    return { status: response.status, body: await response.json() }
  }
  const session = {
    id: 'cs_1',
    amount_total: 700,
    currency: 'eur',
    client_reference_id: account,
    payment_intent: 'pi_9',
    payment_status: 'paid',
  }
  const intent = { id: 'pi_9', amount_received: 700, currency: 'eur', metadata: { account } }

  test('a payment is booked once, however often and in whatever events it is told', async () => {
    const delivered = [
      await deliver('checkout.session.completed', session),
      await deliver('checkout.session.completed', session),
      await deliver('payment_intent.succeeded', intent),
    ]
    expect(delivered.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(delivered.map(({ body }) => body)).toEqual([{ booked: true }, { booked: false }, { booked: false }])
    expect(await store.read(balanceOf, { account })).toBe(699)
  })

  test('what cannot be trusted or booked is told so', async () => {
    expect((await deliver('checkout.session.completed', session, 'whsec_b')).status).toBe(400)
    const foreign = { ...session, payment_intent: 'pi_10', currency: 'usd' }
    expect(await deliver('checkout.session.completed', foreign)).toMatchObject({
      status: 422,
      body: { code: 'paymentCurrency' },
    })
    const nobody = { ...session, payment_intent: 'pi_11', client_reference_id: 'nobody' }
    expect((await deliver('checkout.session.completed', nobody)).status).toBe(404)
    expect((await fetch(`${url}/payments/other`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${url}/payments/stripe`, { method: 'POST', body: 'x'.repeat(1_000_001) })).status).toBe(413)
    expect(await store.read(balanceOf, { account })).toBe(699)
  })
})
