import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import type { InstanceState } from './instance.ts'
import { claimableSessions, claimLease, releaseLease, renewNode } from './lease.ts'
import { deleteInstance } from './lifecycle.ts'
import { beginLink } from './link.ts'
import { sessionStore } from './session-store.ts'
import { changeState } from './state.ts'
import { makeInstance, rows, testWorld, worldOperations, type World } from './world.spec-suite.ts'

describe.each(testStores(worldOperations))('sessions without a holder, $name', (engine) => {
  let store: MaintainedStore
  let world: World
  beforeAll(async () => {
    store = await engine.open()
    world = testWorld(store)
  })
  afterAll(() => engine.dispose())

  const at = 1_800_000_000_000
  const input = { node: 'n1', own: 0, at, after: 0, limit: 100 }
  const inState = async (state: InstanceState) => {
    const made = await makeInstance(world)
    await store.write(changeState, { instance: made.id, state, reason: 'test', at })
    return made
  }
  const claim = (instance: number, node: string) => store.write(claimLease, { instance, node, at })

  test('are those of linked instances and of links cut off behind their keys, and nothing else', async () => {
    await store.write(renewNode, { node: 'alive', until: at + 1, keyVersion: 1 })
    await store.write(renewNode, { node: 'dead', until: at, keyVersion: 1 })
    const wanted: number[] = []
    for (const state of ['authorized', 'starting', 'suspended'] as const) wanted.push((await inState(state)).id)
    for (const state of ['notAuthorized', 'blocked'] as const) await inState(state)
    const gone = await inState('authorized')
    await store.write(deleteInstance, { id: gone.id, account: gone.account, at })
    await claim((await inState('authorized')).id, 'alive')
    const orphan = await inState('authorized')
    await claim(orphan.id, 'dead')
    const released = await inState('authorized')
    await store.write(releaseLease, { instance: released.id, node: 'n1', epoch: (await claim(released.id, 'n1')) ?? 0 })
    wanted.push(orphan.id, released.id)
    const sessions = sessionStore({ ...world, sentMessage: () => Promise.resolve(undefined) })
    for (const keys of [true, false]) {
      const { id } = await makeInstance(world)
      const began = await store.write(beginLink, {
        instance: id,
        node: 'dead',
        attempt: 'a',
        at,
        expiresAt: at + 1000,
        phone: null,
      })
      if (keys) await sessions.commit(id, began ?? 0, { creds: Buffer.from('c') })
      if (keys) wanted.push(id)
    }
    expect(await store.read(claimableSessions, input)).toEqual(wanted.toSorted((a, b) => a - b))
    const paged: number[] = []
    for (let after = 0; ;) {
      const page = await store.read(claimableSessions, { ...input, after, limit: 2 })
      paged.push(...page)
      if (page.length < 2) break
      after = page.at(-1) ?? 0
    }
    expect(paged).toEqual(await store.read(claimableSessions, input))
  })

  test('own ones count only when asked for', async () => {
    await store.write(renewNode, { node: 'n1', until: at + 1, keyVersion: 1 })
    const { id } = await inState('authorized')
    await claim(id, 'n1')
    expect(await store.read(claimableSessions, input)).not.toContain(id)
    expect(await store.read(claimableSessions, { ...input, own: 1 })).toContain(id)
  })

  test('are found by indexes that hold linked instances alone', async () => {
    const { text, values } = claimableSessions(input).next().value as { text: string; values: (string | number)[] }
    const bound = text.replaceAll('?', () => {
      const value = values.shift()
      return typeof value === 'number' ? String(value) : `'${value}'`
    })
    const plan =
      engine.name === 'embedded'
        ? (await rows(store, `explain query plan ${bound}`)).map((row) => String(row['detail']))
        : await planOf(engine.place(), bound)
    expect(plan.filter((line) => /instance_linked/.test(line))).toHaveLength(1)
    expect(plan.filter((line) => /link_live/.test(line))).toHaveLength(1)
    expect(plan.filter((line) => /SCAN i\b|Seq Scan on instance/.test(line.replace(/SCAN i USING.*/, '')))).toEqual([])
  })
})

/** Of a table this small PostgreSQL reads the whole, so it is asked what it could do. */
async function planOf(url: string, text: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off')
    const { rows: lines } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`)
    return lines.map((line) => line['QUERY PLAN'])
  } finally {
    await client.end()
  }
}
