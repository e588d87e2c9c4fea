import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintId, mintMessageId } from '../../base/ids.ts'
import { outbound } from '../../delivery/outbound.ts'
import { NotPlayable, TranscoderStopped, type Playable } from '../../media/transcoder.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import {
  ALL_ON,
  makeInstance,
  OTHER,
  person,
  Problem,
  rows,
  testOperations,
  testWorld,
  until,
} from '../world.test-support.ts'
import { acceptSend } from './accept.ts'
import { senders } from './senders.ts'
import { takeNext } from './take.ts'

const PLAYABLE: Playable = { mimeType: 'video/mp4', seconds: 3, width: 64, height: 48, thumbnail: Buffer.from('jpeg') }

describe.each(testStores(testOperations))('files on their way ($name)', (engine) => {
  let store: Store
  const net = outbound({ allow: [] })
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(async () => {
    await net.close()
    await engine.dispose()
  })

  /** A world in which preparing a file is what the test says, and a video waits in the queue. */
  async function scene(prepared: (count: number) => Promise<Playable>) {
    let turns = 0
    const read: Store['read'] = async (operation, input) => {
      const answer = await store.read(operation, input)
      if (Object.is(operation, takeNext)) turns += 1
      return answer
    }
    const world = { ...testWorld({ ...store, read }), outbound: net }
    const instance = await makeInstance(store, { ...ALL_ON, delaySendMessagesMilliseconds: 500 })
    const limits = { fileName: 'clip.mp4', mimeType: 'video/mp4', expiresAt: Date.now() + 1e6, limit: 100 }
    const file = await world.media.put(Readable.from([Buffer.from('a clip')]), limits)
    const at = Date.now()
    const content = { kind: 'file' as const, fileKind: 'video' as const, ...file }
    const send = { idMessage: mintMessageId(), to: person(OTHER), freshPeer: mintId(at), draft: { content } }
    await store.write(acceptSend, { instance, method: 'sendFileByUrl', request: {}, typingMs: 0, at, ...send })
    let count = 0
    const transcoder = {
      prepare: async <T>(_handle: string, _wish: object, use: (playable: Playable) => Promise<T>) => {
        count += 1
        return await use(await prepared(count))
      },
      stop: () => Promise.resolve(),
    }
    return { world, instance, sending: senders({ ...world, transcoder }), counted: () => count, taken: () => turns }
  }

  const journal = async (instance: number) => {
    const [row] = await rows(store, `select content from journal where instance = ${instance}`)
    return JSON.parse(String(row?.['content'])) as unknown
  }

  it('a file that was made ready is not made again when its message could not be built', async () => {
    const { world, instance, sending, counted } = await scene(async () => PLAYABLE)
    let tries = 0
    world.fake.answers.build = async ({ idMessage, content }) => {
      tries += 1
      if (tries < 2) throw new Problem('timeout')
      return { built: Buffer.from(JSON.stringify({ idMessage, content })) }
    }
    sending.onOpened(instance)
    await until(() => world.fake.sent.length === 1)
    await sending.stop()
    expect([tries, counted()]).toEqual([2, 1])
    const facts = { seconds: 3, width: 64, height: 48, jpegThumbnail: Buffer.from('jpeg').toString('base64') }
    expect(JSON.parse(world.fake.sent[0]?.built ?? '')).toMatchObject({ content: facts })
    expect(await journal(instance)).toMatchObject(facts)
  })

  it('a session that opens anew joins what the last one began', async () => {
    let finish: (playable: Playable) => void = () => undefined
    const making = new Promise<Playable>((resolve) => (finish = resolve))
    const { world, instance, sending, counted, taken } = await scene(() => making)
    sending.onOpened(instance)
    await until(() => counted() === 1)
    sending.onClosed(instance)
    sending.onOpened(instance)
    // one that takes the row after it was made reads what was made, and joins nothing
    await until(() => taken() === 2)
    finish(PLAYABLE)
    await until(() => world.fake.sent.length === 1)
    await sending.stop()
    expect([counted(), world.fake.sent.length]).toEqual([1, 1])
  })

  it('a stop leaves the row as it was, and what cannot be made playable goes as it is', async () => {
    const stopped = await scene(() => Promise.reject(new TranscoderStopped()))
    stopped.sending.onOpened(stopped.instance)
    await until(() => stopped.counted() > 0)
    await stopped.sending.stop()
    const [row] = await rows(store, `select state, attempts from outgoing where instance = ${stopped.instance}`)
    expect(row).toMatchObject({ state: 'accepted', attempts: 0 })
    for (const error of [new NotPlayable('unreadable'), new Error('the disk is full')]) {
      const { world, instance, sending } = await scene(() => Promise.reject(error))
      sending.onOpened(instance)
      await until(() => world.fake.sent.length === 1)
      await sending.stop()
      expect(await journal(instance)).not.toHaveProperty('seconds')
    }
  })
})
