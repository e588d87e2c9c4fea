import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../../test/database.ts'
import { auditOperations, readAudit } from '../../audit/audit.ts'
import { tellPartner } from '../../contract/partner-event.ts'
import { addEndpoint } from '../../delivery/endpoints/endpoint.ts'
import { newSecret } from '../../delivery/endpoints/new-secret.ts'
import { expireEvents, purgeEvents } from '../../delivery/endpoints/queue.ts'
import { deliveryOperations } from '../../delivery/operations.ts'
import type { Outbound } from '../../delivery/outbound.ts'
import { rows, testWorld, until, worldOperations, type World } from '../../instances/world.spec-suite.ts'
import { dueMail, mailOperations, openLetter } from '../../mail/outbox.ts'
import type { MaintainedStore } from '../../store/port/store.ts'
import { createAccount } from '../accounts.ts'
import { partnerOperations } from '../operations.ts'
import { addMember } from '../people/membership.ts'
import { addPerson } from '../people/person.ts'
import { partnerEvents } from './poster.ts'

const HOUR = 3_600_000
const operations = {
  ...worldOperations,
  ...partnerOperations,
  ...deliveryOperations,
  ...mailOperations,
  ...auditOperations,
}

describe.each(testStores(operations))('$name', (engine) => {
  let store: MaintainedStore
  let world: World
  beforeAll(async () => {
    store = await engine.open()
    world = testWorld(store)
  })
  afterAll(() => engine.dispose())

  const deed = (id: string) => ({ id, actor: 'system', at: world.clock.now() })
  const endpoint = async (account: string, name: string) => {
    const id = `${account}-${name}`
    const { sealed } = newSecret(world, id)
    const url = `https://${name}.test/in`
    await store.write(addEndpoint, { id, account, name, url, types: '[]', secretSealed: sealed, deed: deed(id) })
    return id
  }

  test('an endpoint that takes nothing is told of to the others, disabled after its time, and its owner written to', async () => {
    const at = world.clock.now()
    await store.write(createAccount, { id: 'A', name: 'A', kind: 'partner', at })
    const person = { id: 'P', email: 'ada@example.org', name: 'Ada', locale: 'en', passwordHash: '' } as const
    await store.write(addPerson, { ...person, confirmed: true, operator: false, at })
    await store.write(addMember, { account: 'A', person: 'P', role: 'owner', deed: deed('member') })
    const bad = await endpoint('A', 'bad')
    await endpoint('A', 'good')
    const taken: { type: string; data: Record<string, unknown> }[] = []
    const outbound: Outbound = {
      post(url, body) {
        if (url.includes('bad')) return Promise.resolve({ status: 500 })
        taken.push(JSON.parse(body) as (typeof taken)[number])
        return Promise.resolve({ status: 200 })
      },
      download: () => Promise.reject(new Error('nothing to download')),
      close: () => Promise.resolve(),
    }
    const options = { retryMs: [HOUR], sweepMs: HOUR, tellAfterMs: 2 * HOUR, disableAfterMs: 6 * HOUR }
    const running = partnerEvents({ ...world, outbound, options })
    const event = { account: 'A', type: 'account.charged', data: { day: '2027-01-15' } } as const
    await store.write(tellPartner, { ...event, id: 'one', at })
    world.bus.nudge('event', 'A')
    await until(() => taken.some(({ type }) => type === 'account.charged'), 'the charge')
    const endpointRow = async () => (await rows(store, `select * from partner_endpoint where id = '${bad}'`))[0]
    await until(async () => (await endpointRow())?.['failing_since'] !== null, 'the first failure')
    for (let hours = 0; hours < 12 && (await endpointRow())?.['disabled_at'] === null; hours++) {
      const before = (await rows(store, 'select count(*) as n from endpoint_attempt'))[0]?.['n']
      await world.clock.advance(HOUR)
      await until(async () => (await rows(store, 'select count(*) as n from endpoint_attempt'))[0]?.['n'] !== before)
    }
    expect(await endpointRow()).toMatchObject({ disabled_reason: 'failing' })
    world.bus.nudge('event', 'A')
    const failing = () => taken.filter(({ type }) => type === 'endpoint.failing')
    await until(() => failing().length === 2, 'both notices')
    expect(failing().map(({ data }) => [data['name'], data['disabled']])).toEqual([
      ['bad', false],
      ['bad', true],
    ])
    const [letter] = await until(async () => {
      const due = await store.read(dueMail, { at: world.clock.now(), limit: 9 })
      return due.length > 0 ? due : undefined
    }, 'the letter')
    if (!letter) throw new Error('no letter')
    expect(openLetter(world.keyring, letter)).toMatchObject({
      to: 'ada@example.org',
      subject: expect.stringContaining('bad'),
    })
    const waiting = await rows(store, `select * from endpoint_event where endpoint = '${bad}' and outcome = 'waiting'`)
    expect(waiting).toEqual([])
    const log = await store.read(readAudit, { account: 'A', before: '', limit: 20 })
    expect(log.map(({ action }) => action)).toContain('endpointDisabled')
    await running.stop()
  })

  test('what nobody took in time expires, and what is old goes', async () => {
    await store.write(createAccount, { id: 'B', name: 'B', kind: 'partner', at: 1 })
    const id = await endpoint('B', 'slow')
    await store.write(tellPartner, { id: 'late', account: 'B', type: 'test', data: { endpoint: id }, at: 1000 })
    await store.write(partnerOperations.routeEvents, { limit: 9, at: 1000 })
    const outcome = async () => (await rows(store, `select outcome from endpoint_event where endpoint = '${id}'`))[0]
    expect(await outcome()).toEqual({ outcome: 'waiting' })
    expect(await store.write(expireEvents, { at: 1000 + 73 * HOUR, limit: 9 })).toBe(1)
    expect(await outcome()).toEqual({ outcome: 'expired' })
    expect(await store.write(purgeEvents, { before: 2000, limit: 9 })).toBe(2)
    expect(await outcome()).toBeUndefined()
  })
})
