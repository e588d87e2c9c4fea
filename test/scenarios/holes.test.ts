import { expect } from 'vitest'
import type { Linked } from '../scenes.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene
const MARK = '{{SWE003}}'

/** A chat, that with the friend when none is given, newest first: what was said and in which entry. */
async function chatOf(
  { instance, friend }: Linked,
  chatId: string = `${friend.number}@c.us`,
): Promise<[string, string][]> {
  const entries = (await instance.call('getChatHistory', { chatId, count: 10 })) as Record<string, string>[]
  return entries.map((entry) => [entry['idMessage'] ?? '', entry['textMessage'] ?? ''])
}

/** What an instance was told of a message, in order, until it is told this. */
async function toldUntil({ instance }: Linked, id: string, text: string): Promise<string[]> {
  const told: string[] = []
  await instance.until((body) => {
    const { textMessageData } = (body['messageData'] ?? {}) as { textMessageData?: { textMessage: string } }
    if (body['idMessage'] === id) told.push(String(textMessageData?.textMessage))
    return told.at(-1) === text
  }, 30_000)
  return told
}

covers(
  ['getChatHistory'],
  'what did not open stands in the journal at once, is told later, and gives way',
  async () => {
    const linked = await scene.newLinked()
    const { owner, friend } = linked
    const { id } = await friend.send(owner.number, { text: 'Twelve', toDevices: 'spoilt' })
    // nobody answers for now: neither the author, who is asked again, nor the own phone
    friend.offline()
    owner.offline()
    await expect.poll(() => chatOf(linked)).toEqual([[id, MARK]])
    expect(await toldUntil(linked, id, MARK)).toEqual([MARK])
    friend.online()
    expect(await toldUntil(linked, id, 'Twelve')).toEqual(['Twelve'])
    expect(await chatOf(linked)).toEqual([[id, 'Twelve']])
    owner.online()
    const { id: next } = await friend.send(owner.number, { text: 'Thirteen' })
    expect(await toldUntil(linked, next, 'Thirteen')).toEqual(['Thirteen'])
    expect(await chatOf(linked)).toEqual([
      [next, 'Thirteen'],
      [id, 'Twelve'],
    ])
  },
)

covers(['getChatHistory'], 'what nobody sends again keeps its place, told once, also after a restart', async () => {
  const linked = await scene.newLinked()
  const { instance, owner, friend } = linked
  const { id } = await friend.send(owner.number, { text: 'Lost', toDevices: 'spoilt' })
  friend.offline()
  owner.offline()
  await expect.poll(() => chatOf(linked)).toEqual([[id, MARK]])
  await scene.network.restart()
  expect(await chatOf(linked)).toEqual([[id, MARK]])
  const stranger = scene.newPhone()
  const { id: next } = await stranger.send(owner.number, { text: 'Here' })
  const told: unknown[] = []
  await instance.until((body) => {
    told.push(body['idMessage'])
    return body['idMessage'] === next
  }, 30_000)
  expect(told.filter((one) => one === id)).toHaveLength(1)
  expect(await chatOf(linked)).toEqual([[id, MARK]])
})

covers(
  ['getChatHistory'],
  'what is kept from linked devices is asked of the phone, whenever it comes back',
  async () => {
    const linked = await scene.newLinked()
    const { owner, friend } = linked
    owner.offline()
    const { id } = await friend.send(owner.number, { text: 'For the phone', toDevices: 'unavailable' })
    await expect.poll(() => chatOf(linked)).toEqual([[id, MARK]])
    owner.online()
    await expect.poll(() => chatOf(linked)).toEqual([[id, 'For the phone']])
    expect((await toldUntil(linked, id, 'For the phone')).at(-1)).toBe('For the phone')
  },
)

covers(
  ['getChatHistory'],
  'in a group too: without the sender key, spoilt or withheld, it stands under its author’s name and gives way',
  async () => {
    const linked = await scene.newLinked()
    const { instance, owner, friend } = linked
    const third = scene.newPhone()
    const { id: chatId } = owner.createGroup('Riders', [friend.number, third.number])
    const inGroup = () => chatOf(linked, chatId)
    const { id: keyless } = await friend.send(chatId, { text: 'One', toDevices: 'keyless' })
    const { id: spoilt } = await third.send(chatId, { text: 'Two', toDevices: 'spoilt' })
    for (const phone of [friend, third, owner]) phone.offline()
    const marks = [
      [spoilt, MARK],
      [keyless, MARK],
    ]
    await expect.poll(inGroup).toEqual(marks)
    const told = new Map<unknown, unknown>()
    await instance.until((body) => {
      told.set(body['idMessage'], body)
      return told.has(keyless) && told.has(spoilt)
    })
    for (const [id, author] of [
      [keyless, friend],
      [spoilt, third],
    ] as const) {
      expect(told.get(id)).toMatchObject({
        typeWebhook: 'incomingMessageReceived',
        senderData: { chatId, sender: `${author.number}@c.us` },
        messageData: { textMessageData: { textMessage: MARK } },
      })
    }
    third.online()
    await expect.poll(inGroup).toEqual([
      [spoilt, 'Two'],
      [keyless, MARK],
    ])
    friend.online()
    expect(await toldUntil(linked, keyless, 'One')).toEqual(['One'])
    // both keys are here now: what follows needs nobody's help
    await friend.send(chatId, { text: 'Three' })
    const { id: fourth } = await third.send(chatId, { text: 'Four' })
    await expect.poll(async () => (await inGroup())[0]).toEqual([fourth, 'Four'])
    const { id: withheld } = await friend.send(chatId, { text: 'Five', toDevices: 'unavailable' })
    await expect.poll(async () => (await inGroup())[0]).toEqual([withheld, MARK])
    owner.online()
    await expect
      .poll(async () => (await inGroup()).map(([, text]) => text))
      .toEqual(['Five', 'Four', 'Three', 'Two', 'One'])
    const entries = (await instance.call('getChatHistory', { chatId, count: 10 })) as Record<string, string>[]
    const authors = entries.map(({ senderId }) => senderId)
    const [a, b] = [`${friend.number}@c.us`, `${third.number}@c.us`]
    expect(authors).toEqual([a, b, a, b, a])
  },
)
