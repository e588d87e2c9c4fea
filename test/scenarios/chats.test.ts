import { expect, vi } from 'vitest'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

interface Chat {
  id: string
  name: string
  archive: boolean
  type: string
  ephemeralExpiration: number
  ephemeralSettingTimestamp: number
}

covers(['getChats'], 'chats stand in the order of their last message, with the names they are known by', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  const late = scene.newPhone('Late')
  const chats = async (query = {}) => (await instance.call('getChats', undefined, { query })) as Chat[]
  expect(await chats()).toEqual([])
  const say = async (phone: typeof friend, to: string) => {
    const { id } = await phone.send(to, { text: 'Hello' })
    await instance.until(({ idMessage }) => idMessage === id)
  }
  await say(friend, owner.number)
  const { id: group } = friend.createGroup('Sunday ride', [owner.number])
  await say(friend, group)
  await say(late, owner.number)
  const ids = async (query = {}) => (await chats(query)).map(({ id }) => id)
  expect((await ids()).toSorted()).toEqual([`${friend.number}@c.us`, `${late.number}@c.us`, group].toSorted())
  // the network tells seconds: the next message is in a later one
  const second = Math.floor(Date.now() / 1000)
  await vi.waitUntil(() => Math.floor(Date.now() / 1000) > second, { timeout: 10_000, interval: 20 })
  await say(friend, owner.number)
  const [first] = await chats({ count: 1 })
  expect(first).toMatchObject({
    id: `${friend.number}@c.us`,
    name: friend.name,
    type: 'user',
    archive: false,
    ephemeralExpiration: 0,
    ephemeralSettingTimestamp: 0,
  })
  expect(await chats()).toContainEqual(expect.objectContaining({ id: group, name: 'Sunday ride', type: 'group' }))
})

covers(['setDisappearingChat', 'getChats'], 'both sides see the timer of a chat, whoever sets it', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  const chatId = `${friend.number}@c.us`
  const set = (chat: string, ephemeralExpiration: number) =>
    instance.call('setDisappearingChat', { chatId: chat, ephemeralExpiration })
  const timer = async (id: string) =>
    ((await instance.call('getChats')) as Chat[]).find((chat) => chat.id === id)?.ephemeralExpiration
  expect(await set(chatId, 604_800)).toEqual({
    chatId,
    disappearingMessagesInChat: true,
    ephemeralExpiration: 604_800,
  })
  const { id } = await friend.send(owner.number, { text: 'For a week, then' })
  await instance.until(({ idMessage }) => idMessage === id)
  expect(friend.chats()).toEqual([{ chat: owner.number, timer: 604_800, archived: false }])
  expect(await timer(chatId)).toBe(604_800)
  expect(await instance.call('getContactInfo', { chatId })).toMatchObject({ messageExpiration: 604_800 })
  const send = async (message: string) => {
    const { idMessage } = (await instance.call('sendMessage', { chatId, message })) as { idMessage: string }
    return friend.waitFor((shown) => shown.id === idMessage)
  }
  const said = await send('Gone in a week')
  expect(said.expiration).toBe(604_800)
  const forward = async () => {
    const messages = { chatId, chatIdFrom: chatId, messages: [said.id] }
    const [copy] = ((await instance.call('forwardMessages', messages)) as { messages: string[] }).messages
    return friend.waitFor((shown) => shown.id === copy)
  }
  expect(await forward()).toMatchObject({ text: 'Gone in a week', forwardingScore: 1, expiration: 604_800 })
  await friend.send(owner.number, { timer: 0 })
  await vi.waitUntil(async () => (await timer(chatId)) === 0, { timeout: 10_000, interval: 100 })
  expect((await send('To stay')).expiration).toBeUndefined()
  expect((await forward()).expiration).toBeUndefined()
  const { id: group } = friend.createGroup('Hers', [owner.number])
  await expect(set(group, 86_400)).rejects.toThrow('400')
  friend.inGroup(group, { act: 'promote', number: owner.number })
  await set(group, 86_400)
  expect(await instance.call('getGroupData', { groupId: group })).toMatchObject({ ephemeralExpiration: 86_400 })
  await expect(set(chatId, 60)).rejects.toThrow('400')
})

covers(
  ['deleteMessage'],
  'what is deleted for everyone goes from the phones, also what others wrote in a group',
  async () => {
    const { instance, owner, friend } = await scene.linked()
    const chatId = `${friend.number}@c.us`
    const sent = (await instance.call('sendMessage', { chatId, message: 'Not meant for you' })) as { idMessage: string }
    await friend.waitFor(({ id }) => id === sent.idMessage)
    expect(await instance.call('deleteMessage', { chatId, ...sent })).toBeUndefined()
    const gone = await friend.waitFor(({ id, deleted }) => id === sent.idMessage && deleted === true)
    expect(gone.text).toBeUndefined()
    const entry = () => instance.call('getMessage', { chatId, ...sent })
    await vi.waitUntil(async () => ((await entry()) as { isDeleted?: boolean }).isDeleted, { timeout: 10_000 })
    const { id: group } = friend.createGroup('Hers', [owner.number])
    friend.inGroup(group, { act: 'promote', number: owner.number })
    const { id } = await friend.send(group, { text: 'Off topic' })
    await instance.until(({ idMessage }) => idMessage === id)
    await instance.call('deleteMessage', { chatId: group, idMessage: id })
    await friend.waitFor((message) => message.id === id && message.deleted === true)
    await expect(instance.call('deleteMessage', { chatId, idMessage: '3EB0000000000000000000' })).rejects.toThrow(
      'Message by id not found',
    )
  },
)

covers(
  ['getChats', 'lastIncomingMessages'],
  'channels that the account follows leave no trace, and are no address',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const { id: channel } = friend.channels.create('News')
    owner.channels.act(channel, { act: 'follow' })
    friend.channels.act(channel, { act: 'post', text: 'In the channel' })
    friend.channels.act(channel, { act: 'set', name: 'Fresh news' })
    friend.channels.act(channel, { act: 'post', text: 'In it again' })
    await expect.poll(() => owner.state().devices[0]?.queued).toBe(0)
    const { id } = await friend.send(owner.number, { text: 'To the person' })
    const told: unknown[] = []
    await instance.until((body) => {
      told.push(body)
      return body['idMessage'] === id
    })
    expect(JSON.stringify(told)).not.toMatch(/newsletter|In the channel|In it again|Fresh news/)
    const chats = (await instance.call('getChats')) as Chat[]
    expect(chats.map((chat) => chat.id)).toEqual([`${friend.number}@c.us`])
    const incoming = (await instance.call('lastIncomingMessages')) as { textMessage: string }[]
    expect(incoming.map(({ textMessage }) => textMessage)).toEqual(['To the person'])
    const toChannel = instance.call('sendMessage', { chatId: channel, message: 'Hello' })
    await expect(toChannel).rejects.toThrow(/^sendMessage: 400 .*'chatId'/)
    expect(scene.network.sandbox.state().channels[0]?.posts).toHaveLength(2)
  },
)
