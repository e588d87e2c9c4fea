import { expect } from 'vitest'
import { LOUD } from '../client.ts'
import { scenes, type Linked } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

/** Ids of the messages in a chat that the friend's phone shows as read. */
const readBy = ({ friend, owner }: Linked) =>
  friend
    .messages({ chat: owner.number })
    .filter(({ fromMe, status }) => fromMe && status === 'read')
    .map(({ id }) => id)

covers(['setSettings'], 'incoming messages are read when they are answered, not when they arrive', async () => {
  const linked = await scene.newLinked()
  const { instance, friend, owner } = linked
  await instance.call('setSettings', { markIncomingMessagesReaded: 'yes', markIncomingMessagesReadedOnReply: 'yes' })
  const first = await friend.send(owner.number, { text: 'Are you there?' })
  const second = await friend.send(owner.number, { text: 'Hello?' })
  await instance.until(({ idMessage }) => idMessage === second.id)
  expect(readBy(linked)).toEqual([])
  await instance.call('sendMessage', { chatId: `${friend.number}@c.us`, message: 'Yes' })
  await expect.poll(() => readBy(linked)).toEqual([first.id, second.id])
})

covers(['setSettings', 'getChatHistory'], 'people are named by LID where the instance asks for it', async () => {
  const { instance, friend, owner } = await scene.newLinked()
  const seen = async (text: string) => {
    const { id } = await friend.send(owner.number, { text })
    const { senderData } = await instance.until(({ idMessage }) => idMessage === id)
    return senderData as { chatId: string; sender: string }
  }
  const number = `${friend.number}@c.us`
  const lid = `${friend.lid}@lid`
  expect(await seen('by number')).toMatchObject({ chatId: number, sender: number })
  await instance.call('setSettings', { ...LOUD, enableLidMode: true })
  expect(await seen('by LID')).toMatchObject({ chatId: lid, sender: lid })
  const sent = (await instance.call('sendMessage', { chatId: lid, message: 'To a LID' })) as { idMessage: string }
  const told = await instance.until(
    ({ typeWebhook, status }) => typeWebhook === 'outgoingMessageStatus' && status === 'sent',
  )
  expect(told).toMatchObject({ idMessage: sent.idMessage, chatId: lid })
  const history = (await instance.call('getChatHistory', { chatId: number, count: 10 })) as Record<string, unknown>[]
  expect(history).toHaveLength(3)
  for (const entry of history) expect(entry).toMatchObject({ chatId: lid })
  expect(history.filter(({ type }) => type === 'incoming')).toEqual([
    expect.objectContaining({ senderId: lid }),
    expect.objectContaining({ senderId: lid }),
  ])
})
