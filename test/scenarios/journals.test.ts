import { expect } from 'vitest'
import { createInstance, link } from '../client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

covers(
  ['getChatHistory', 'getMessage', 'lastIncomingMessages', 'lastOutgoingMessages'],
  'the journals hold what both phones wrote and what became of it',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    const { id: asked } = await friend.send(owner.number, { text: 'Is it open on Sunday?' })
    await instance.until(({ idMessage }) => idMessage === asked)
    const { idMessage: answered } = (await instance.call('sendMessage', { chatId, message: 'From ten.' })) as {
      idMessage: string
    }
    await friend.waitFor(({ id }) => id === answered)
    friend.read(owner.number)
    await instance.until(({ idMessage, status }) => idMessage === answered && status === 'read')
    const { id: typed } = await owner.send(friend.number, { text: 'Typed on the phone' })
    await instance.until(({ idMessage }) => idMessage === typed)
    const question = { type: 'incoming', idMessage: asked, chatId, senderName: friend.name, typeMessage: 'textMessage' }
    const answer = { type: 'outgoing', idMessage: answered, chatId, statusMessage: 'read', sendByApi: true }
    const written = { type: 'outgoing', idMessage: typed, textMessage: 'Typed on the phone', sendByApi: false }
    const history = (await instance.call('getChatHistory', { chatId, count: 10 })) as { idMessage: string }[]
    const found = (id: string) => history.filter(({ idMessage }) => idMessage === id)
    expect(history).toHaveLength(3)
    expect(found(asked)).toMatchObject([{ ...question, textMessage: 'Is it open on Sunday?' }])
    expect(found(answered)).toMatchObject([{ ...answer, textMessage: 'From ten.' }])
    expect(found(typed)).toMatchObject([written])
    expect(await instance.call('getChatHistory', { chatId, count: 1 })).toHaveLength(1)
    expect(await instance.call('getMessage', { chatId, idMessage: asked })).toMatchObject(question)
    expect(await instance.call('getMessage', { chatId, idMessage: answered })).toMatchObject(answer)
    expect(await instance.call('lastIncomingMessages')).toMatchObject([question])
    const outgoing = (await instance.call('lastOutgoingMessages', undefined, { query: { minutes: 5 } })) as object[]
    expect(outgoing).toHaveLength(2)
    expect(outgoing).toEqual(
      expect.arrayContaining([expect.objectContaining(answer), expect.objectContaining(written)]),
    )
  },
)

covers(['readChat'], "marking one message, then the chat, shows on the friend's phone", async () => {
  const { instance, owner, friend } = await scene.newLinked()
  const chatId = `${friend.number}@c.us`
  const ids: string[] = []
  for (const text of ['First', 'Second', 'Third']) {
    const { id } = await friend.send(owner.number, { text })
    await instance.until(({ idMessage }) => idMessage === id)
    ids.push(id)
  }
  const statuses = () => ids.map((id) => friend.messages().find((message) => message.id === id)?.status)
  expect(statuses()).toEqual(['delivered', 'delivered', 'delivered'])
  expect(await instance.call('readChat', { chatId, idMessage: ids[1] })).toEqual({ setRead: true })
  await expect.poll(statuses).toEqual(['delivered', 'read', 'delivered'])
  expect(await instance.call('readChat', { chatId })).toEqual({ setRead: true })
  await expect.poll(statuses).toEqual(['read', 'read', 'read'])
  expect(await instance.call('readChat', { chatId })).toEqual({ setRead: false })
})

covers(
  ['showMessagesQueue', 'getMessagesCount', 'clearMessagesQueue'],
  'what waits is shown and counted, and what was dropped reaches no phone',
  async () => {
    const instance = await createInstance(scene.network)
    const friend = scene.newPhone()
    const chatId = `${friend.number}@c.us`
    const send = async (message: string) =>
      ((await instance.call('sendMessage', { chatId, message })) as { idMessage: string }).idMessage
    const ids = [await send('One'), await send('Two'), await send('Three')]
    expect(await instance.call('getMessagesCount')).toEqual({ count: 3 })
    expect(await instance.call('showMessagesQueue')).toMatchObject(
      ['One', 'Two', 'Three'].map((message, i) => ({
        messageID: ids[i],
        type: 'sendMessage',
        body: { chatId, message, typingTime: null },
      })),
    )
    expect(await instance.call('clearMessagesQueue')).toEqual({ isCleared: true })
    expect(await instance.call('showMessagesQueue')).toEqual([])
    expect(await instance.call('getMessagesCount')).toEqual({ count: 0 })
    const kept = await send('Four')
    await link(scene.network, instance, scene.newPhone().number)
    await friend.waitFor(({ id }) => id === kept)
    expect(friend.messages().map(({ text }) => text)).toEqual(['Four'])
  },
)

covers(
  ['getWebhooksCount', 'clearWebhooksQueue'],
  "a friend's messages are counted until they are cleared, once a minute",
  async () => {
    const { instance, owner, friend } = await scene.newLinked({ incomingWebhook: 'yes' })
    for (const text of ['One', 'Two', 'Three']) await friend.send(owner.number, { text })
    const count = () => instance.call('getWebhooksCount')
    await expect.poll(count).toEqual({ count: 3 })
    const clear = () => instance.call('clearWebhooksQueue', undefined, { verb: 'DELETE' })
    expect(await clear()).toEqual({ isCleared: true, reason: '' })
    expect(await count()).toEqual({ count: 0 })
    const { id } = await friend.send(owner.number, { text: 'Four' })
    expect((await instance.nextNotification(10))?.['idMessage']).toBe(id)
    expect(await clear()).toMatchObject({ isCleared: false, reason: 'Too many requests' })
  },
)
