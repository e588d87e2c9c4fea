import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { all, sql, type Step } from '../store/port/operation.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { tellPartner } from './partner-event.ts'

function* outbox(): Step<unknown[]> {
  return yield* all(sql`select id, account, type, instance, data, at from partner_event order by id`)
}

describe.each(testStores({ outbox, tellPartner }))('$name', (engine) => {
  let store: MaintainedStore
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  test('an event is written once under its id', async () => {
    const event = { id: 'e1', account: 'a', type: 'instance.created', instance: 1101000001, at: 5 } as const
    await store.write(tellPartner, { ...event, data: { name: 'one' } })
    await store.write(tellPartner, { ...event, data: { name: 'two' } })
    await store.write(tellPartner, { id: 'e2', account: 'a', type: 'test', data: {}, at: 6 })
    expect(await store.read(outbox, undefined)).toEqual([
      { ...event, data: '{"name":"one"}' },
      { id: 'e2', account: 'a', type: 'test', instance: null, data: '{}', at: 6 },
    ])
  })
})
