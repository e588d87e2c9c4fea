import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonAddress } from '../../base/content.ts'
import { resolvePeer } from '../../instances/peers.ts'
import type { OperationTable } from '../../store/port/operation.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { readChats } from './chats.ts'
import { insertJournal } from './journal-row.ts'

const operations = { resolvePeer, insertJournal, readChats } satisfies OperationTable
const INSTANCE = 1101000001

describe.each(testStores(operations))('chats of an instance ($name)', (engine) => {
  let store: Store
  let seq = 0

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  const meet = (freshId: string, address: Partial<PersonAddress>) =>
    store.write(resolvePeer, { instance: INSTANCE, address: { kind: 'person', ...address }, freshId, at: 1 })
  const say = (chat: string, at: number) =>
    store.write(insertJournal, {
      instance: INSTANCE,
      at,
      seq: ++seq,
      id_message: `M${seq}`,
      chat,
      author: null,
      direction: 'outgoing',
      by_api: 1,
      type_message: 'textMessage',
      content: '{"kind":"text","text":"Hello"}',
      status: 'sent',
    })
  const listed = async (count?: number) =>
    (await store.read(readChats, { instance: INSTANCE, ...(count === undefined ? {} : { count }) })).map(
      ({ phone, lid }) => phone ?? lid,
    )

  it('come with the latest activity first, and what was said to a merged peer counts for the one it became', async () => {
    await meet('a', { phone: '15550104471' })
    await meet('b', { phone: '15550104472' })
    await meet('c', { lid: '90000000000001' })
    await meet('silent', { phone: '15550104473' })
    await say('a', 1000)
    await say('b', 2000)
    await say('c', 3000)
    expect(await listed()).toEqual(['90000000000001', '15550104472', '15550104471'])
    await meet('-', { phone: '15550104471', lid: '90000000000001' })
    expect(await listed()).toEqual(['15550104471', '15550104472'])
    await say('b', 4000)
    expect(await listed()).toEqual(['15550104472', '15550104471'])
    expect(await listed(1)).toEqual(['15550104472'])
  })

  it('are there when everything was said to the peer that was merged away', async () => {
    await meet('d', { lid: '90000000000002' })
    await say('d', 5000)
    await meet('e', { phone: '15550104474' })
    await meet('-', { phone: '15550104474', lid: '90000000000002' })
    expect(await listed(1)).toEqual(['15550104474'])
  })
})
