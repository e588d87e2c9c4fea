import { expect } from 'vitest'
import type { Phone } from '../../sandbox/src/api.ts'
import { LOUD, untilState, type TestInstance } from '../client.ts'
import { scenes, type Linked } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

interface Waiting {
  messageID: string
  heldReason?: string
  heldUntil?: number | null
}

const SOON = { ...LOUD, delaySendMessagesMilliseconds: 500 }

/** A whole second so many seconds from now: the network's times have no fractions. */
const secondsFromNow = (seconds: number): number => Math.ceil(Date.now() / 1000 + seconds) * 1000

async function send(instance: TestInstance, to: Phone, message: string): Promise<string> {
  const sent = await instance.call('sendMessage', { chatId: `${to.number}@c.us`, message })
  return (sent as { idMessage: string }).idMessage
}

const queueOf = async (instance: TestInstance) => (await instance.call('showMessagesQueue')) as Waiting[]

/** The queue, once it holds these messages back. */
async function held(instance: TestInstance, ...ids: string[]): Promise<Waiting[]> {
  const look = async () => (await queueOf(instance)).filter(({ heldReason }) => heldReason !== undefined)
  await expect.poll(async () => (await look()).map(({ messageID }) => messageID)).toEqual(ids)
  return await look()
}

/** Somebody the account has a chat with. */
async function greeted({ instance, owner, friend }: Linked): Promise<void> {
  const { id } = await friend.send(owner.number, { text: 'Is my bike ready?' })
  await instance.until(({ idMessage }) => idMessage === id)
}

const textsOf = (phone: Phone) => phone.messages().flatMap(({ fromMe, text }) => (fromMe ? [] : [text]))

/** What was told of a message until it was delivered. */
async function statusesOf(instance: TestInstance, id: string): Promise<unknown[]> {
  const told: unknown[] = []
  await instance.until(({ idMessage, typeWebhook, status }) => {
    if (idMessage === id) told.push(status ?? typeWebhook)
    return idMessage === id && status === 'delivered'
  })
  return told
}

covers(
  ['sendMessage', 'editMessage', 'showMessagesQueue', 'getMessageTimeline', 'getWaSettings', 'getStateInstance'],
  'under a time lock chats that exist go on; new ones wait for its end, through a restart, and leave by themselves',
  async () => {
    const linked = await scene.newLinked(SOON)
    const { instance, owner, friend } = linked
    const stranger = scene.newPhone()
    await greeted(linked)
    const until = secondsFromNow(3600)
    owner.restrict({ kind: 'newChats', until })
    await untilState(instance, 'suspended')
    expect(await instance.call('getWaSettings')).toMatchObject({ suspendedUntil: until / 1000 })
    const [first, second] = [await send(instance, stranger, 'First'), await send(instance, stranger, 'Second')]
    const known = await send(instance, friend, 'It is.')
    await friend.waitFor(({ id }) => id === known)
    const chatId = `${friend.number}@c.us`
    await instance.call('editMessage', { chatId, idMessage: known, message: 'It is, since noon.' })
    expect((await friend.waitFor(({ id, edited }) => id === known && edited === true)).text).toBe('It is, since noon.')
    for (const { heldUntil, heldReason } of await held(instance, first, second)) {
      expect(heldUntil).toBe(until / 1000)
      expect(heldReason).toContain('may not begin chats')
    }
    const way = (await instance.call('getMessageTimeline', undefined, { query: { idMessage: first } })) as {
      event: string
      detail: object
    }[]
    expect(way.find(({ event }) => event === 'held')?.detail).toMatchObject({ until })
    await scene.network.restart()
    expect(await queueOf(instance)).toMatchObject([{ messageID: first }, { messageID: second }])
    // shortened, so that nothing but its end is waited for, however long everything before has taken
    const soon = secondsFromNow(1)
    owner.restrict({ kind: 'newChats', until: soon })
    await stranger.waitFor(({ id }) => id === second)
    expect(Date.now()).toBeGreaterThanOrEqual(soon)
    expect(textsOf(stranger)).toEqual(['First', 'Second'])
    expect(stranger.messages().map(({ wireCount }) => wireCount)).toEqual([1, 1])
    expect(await statusesOf(instance, first)).toEqual(['outgoingAPIMessageReceived', 'sent', 'delivered'])
    await untilState(instance, 'authorized')
    expect(await queueOf(instance)).toEqual([])
  },
)

covers(
  ['sendMessage', 'showMessagesQueue', 'getStateInstance'],
  'a lock that nobody told is learnt from the refusal; the refused message waits and leaves when it is lifted',
  async () => {
    const { instance, owner } = await scene.newLinked(SOON)
    const stranger = scene.newPhone()
    const { faults } = scene.network.sandbox
    faults.set([
      { tag: 'notification', direction: 'toClient', number: owner.number, action: { kind: 'drop' }, times: 1 },
    ])
    const until = secondsFromNow(3600)
    owner.restrict({ kind: 'newChats', until })
    expect(faults.hits()).toEqual([1])
    faults.clear()
    const id = await send(instance, stranger, 'Hello')
    const [waiting] = await held(instance, id)
    expect(waiting).toMatchObject({ heldUntil: until / 1000, heldReason: expect.stringContaining('463') as string })
    await untilState(instance, 'suspended')
    owner.restrict(false)
    await stranger.waitFor((message) => message.id === id)
    expect(textsOf(stranger)).toEqual(['Hello'])
    expect(await statusesOf(instance, id)).toEqual(['outgoingAPIMessageReceived', 'sent', 'delivered'])
    expect(await instance.call('getStateInstance')).toEqual({ stateInstance: 'authorized' })
  },
)

covers(
  ['sendMessage', 'showMessagesQueue', 'getStateInstance'],
  'whoever writes to a restricted account is answered, first with what was held back for them',
  async () => {
    const { instance, owner, friend } = await scene.newLinked(SOON)
    owner.restrict({ kind: 'newChats', until: secondsFromNow(3600) })
    await untilState(instance, 'suspended')
    const [offer, other] = [await send(instance, friend, 'Our offer'), await send(instance, scene.newPhone(), 'Hello')]
    await held(instance, offer, other)
    const { id } = await friend.send(owner.number, { text: 'Who is there?' })
    await instance.until(({ idMessage }) => idMessage === id)
    const answer = await send(instance, friend, 'Harbour Bikes')
    await friend.waitFor((message) => message.id === answer)
    expect(textsOf(friend)).toEqual(['Our offer', 'Harbour Bikes'])
    await held(instance, other)
  },
)

covers(
  ['sendMessage', 'showMessagesQueue'],
  'a used-up cap holds back new chats alone, and the account stays authorized',
  async () => {
    const { instance, owner, friend } = await scene.newLinked(SOON)
    const stranger = scene.newPhone()
    const until = secondsFromNow(3600)
    owner.restrict({ kind: 'cap', chats: 1, until })
    const begun = await send(instance, friend, 'The one')
    await instance.until(({ idMessage, status }) => idMessage === begun && status === 'delivered')
    const more = await send(instance, stranger, 'Too many')
    const [waiting] = await held(instance, more)
    expect(waiting).toMatchObject({ heldUntil: until / 1000 })
    const again = await send(instance, friend, 'And again')
    await friend.waitFor(({ id }) => id === again)
    expect(await instance.call('getStateInstance')).toEqual({ stateInstance: 'authorized' })
    const soon = secondsFromNow(1)
    owner.restrict({ kind: 'cap', chats: 0, until: soon })
    await stranger.waitFor(({ id }) => id === more)
    expect(Date.now()).toBeGreaterThanOrEqual(soon)
    expect(textsOf(friend)).toEqual(['The one', 'And again'])
  },
)
