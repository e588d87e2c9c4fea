import { expect } from 'vitest'
import { createInstance, link, untilState } from '../client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

covers(
  ['getChatHistory', 'getChats', 'getContacts', 'lastIncomingMessages'],
  'what was said before the account was linked is in the journals once, also after it was linked again',
  async () => {
    const owner = scene.newPhone()
    const [friend, other] = [scene.newPhone('Ann'), scene.newPhone('Ben')]
    const { id: asked } = await friend.send(owner.number, { text: 'Long ago' })
    await owner.waitFor(({ id }) => id === asked)
    const { id: answered } = await owner.send(friend.number, { text: 'Very long' })
    await friend.waitFor(({ id }) => id === answered)
    friend.read(owner.number)
    await owner.waitFor(({ id, status }) => id === answered && status === 'read')
    const { id: group } = other.createGroup('Sunday ride', [owner.number])
    const { id: called } = await other.send(group, { text: 'Who is in?' })
    await owner.waitFor(({ id }) => id === called)
    owner.archive(group, true)

    const instance = await createInstance(scene.network)
    await link(scene.network, instance, owner.number)
    const chatId = `${friend.number}@c.us`
    const history = (chat: string) => instance.call('getChatHistory', { chatId: chat, count: 10 })
    const shown = [
      { type: 'outgoing', idMessage: answered, statusMessage: 'read', sendByApi: false, textMessage: 'Very long' },
      { type: 'incoming', idMessage: asked, senderId: chatId, senderName: 'Ann', textMessage: 'Long ago' },
    ]
    const entries = expect.arrayContaining(shown.map((entry) => expect.objectContaining(entry)))
    await expect.poll(() => history(chatId)).toEqual(entries)
    const said = { idMessage: called, senderId: `${other.number}@c.us`, senderName: 'Ben', textMessage: 'Who is in?' }
    await expect.poll(() => history(group)).toMatchObject([said])
    const chats = expect.arrayContaining([
      expect.objectContaining({ id: chatId, name: 'Ann', archive: false }),
      expect.objectContaining({ id: group, name: 'Sunday ride', archive: true }),
    ])
    await expect.poll(() => instance.call('getChats')).toEqual(chats)
    const people = await instance.call('getContacts', undefined, { query: { group: 'false' } })
    expect(people).toContainEqual({ id: `${other.number}@c.us`, name: 'Ben', contactName: '', type: 'user' })

    // linked again, everything is handed over again; a message of now says when that has been dealt with
    await instance.call('logout')
    await untilState(instance, 'notAuthorized')
    await link(scene.network, instance, owner.number)
    const { id: now } = await friend.send(owner.number, { text: 'Now' })
    const first = await instance.until(({ typeWebhook }) => typeWebhook === 'incomingMessageReceived')
    expect(first['idMessage']).toBe(now)
    await expect.poll(() => history(chatId)).toHaveLength(3)
    expect(await instance.call('lastIncomingMessages')).toHaveLength(3)
    expect(await instance.call('lastOutgoingMessages')).toHaveLength(1)
    expect(await instance.call('readChat', { chatId })).toEqual({ setRead: true })
    const seen = () => friend.messages().filter(({ fromMe, status }) => fromMe && status === 'read')
    await expect.poll(() => seen().map(({ id }) => id)).toEqual([now])
  },
)
