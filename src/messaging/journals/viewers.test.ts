import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../base/ids.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { acceptSend } from '../outgoing/accept.ts'
import { recordEvidence } from '../outgoing/evidence.ts'
import { HEAD, keepBuilt, takeNext } from '../outgoing/take.ts'
import { makeInstance, OTHER, person, testOperations } from '../world.test-support.ts'
import { readStatuses } from './read.ts'
import { readViewers } from './viewers.ts'

const STRANGER = '15550104488'

describe.each(testStores(testOperations))('viewers of a status ($name)', (engine) => {
  let store: Store

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  const accept = (instance: number, idMessage: string, participants: string[]) =>
    store.write(acceptSend, {
      instance,
      idMessage,
      to: { kind: 'status' },
      freshPeer: mintId(1),
      method: 'sendTextStatus',
      request: {},
      draft: { content: { kind: 'text', text: 'Seen?', status: { participants } } },
      typingMs: 5000,
      at: 1000,
    })
  const take = async (instance: number) =>
    (await store.read(takeNext, { instance, at: 2000, handedBefore: 0, after: HEAD, unlimited: false })).rows

  test('each has a word of its own, which never goes back', async () => {
    const instance = await makeInstance(store)
    await accept(instance, 'AAAA0001', [`${OTHER}@c.us`, `${STRANGER}@c.us`])
    const [due] = await take(instance)
    const viewers = [person(OTHER), person(STRANGER)]
    expect(due).toMatchObject({ to: { kind: 'status', viewers }, typingMs: 0, marksRead: false })
    const row = {
      seq: due?.seq ?? 0,
      acceptedAt: 1000,
      to: due?.to ?? { kind: 'status' as const },
      built: Buffer.of(1),
    }
    const kept = { idMessage: 'AAAA0001', people: viewers, freshIds: viewers.map(() => mintId(2)), at: 2000 }
    await store.write(keepBuilt, { instance, rows: [{ ...row, viewers: kept }] })
    const ack = { instance, idMessage: 'AAAA0001', at: 3000, eventId: mintId(3), handedEventId: mintId(3) }
    const receipt = (phone: string, status: 'delivered' | 'read', at: number) => ({
      kind: 'receipt' as const,
      receipt: {
        instance,
        by: person(phone),
        idMessages: ['AAAA0001'],
        status,
        at,
        eventIds: [mintId(at)],
        freshPeer: mintId(at),
      },
    })
    const items = [receipt(OTHER, 'read', 5000), receipt(OTHER, 'delivered', 6000)]
    await store.write(recordEvidence, { items: [{ kind: 'ack', ack }, ...items] })
    const found = await store.read(readViewers, { instance, idMessage: 'AAAA0001' })
    expect(found).toHaveLength(2)
    expect(found).toEqual(
      expect.arrayContaining([
        { address: person(OTHER), status: 'read', at: 5000 },
        { address: person(STRANGER), status: 'sent', at: 3000 },
      ]),
    )
    const shown = await store.read(readStatuses, { instance, direction: 'outgoing', since: 0 })
    expect(shown.map(({ id_message, status }) => [id_message, status])).toEqual([['AAAA0001', 'read']])
  })
})
