import sharp from 'sharp'
import { expect } from 'vitest'
import { createInstance, link } from '../client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

covers(['setSettings', 'receiveNotification'], 'whom the person blocks is told, and writes in vain', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  await instance.call('setSettings', { incomingBlockWebhook: 'yes' })
  owner.block(friend.number, true)
  const chatId = `${friend.number}@c.us`
  expect(await instance.until(({ typeWebhook }) => typeWebhook === 'incomingBlock')).toMatchObject({
    chatId,
    chatState: 'blocked',
  })
  await friend.send(owner.number, { text: 'Can you hear me?' })
  owner.block(friend.number, false)
  const again = await instance.until(({ typeWebhook }) => typeWebhook === 'incomingBlock')
  expect(again).toMatchObject({ chatId, chatState: 'unblocked' })
  const { id } = await friend.send(owner.number, { text: 'And now?' })
  expect((await instance.until(({ typeWebhook }) => typeWebhook === 'incomingMessageReceived'))['idMessage']).toBe(id)
})

covers(['getAvatarAsync'], 'the address of a picture comes as a notification', async () => {
  const { instance, friend } = await scene.newLinked()
  const picture = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#1e8c1e' } })
    .jpeg()
    .toBuffer()
  friend.changeProfile({ picture })
  const chatId = `${friend.number}@c.us`
  expect(await instance.call('getAvatarAsync', { chatId })).toBeUndefined()
  const { avatarInfo } = await instance.until(({ typeWebhook }) => typeWebhook === 'deviceInfo')
  expect(avatarInfo).toEqual({ chatId, urlAvatar: friend.state().picture, reason: '' })
})

covers(['getAvatarAsync'], 'a picture asked for before a restart is told after it, once', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  const picture = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#8c1e1e' } })
    .jpeg()
    .toBuffer()
  friend.changeProfile({ picture })
  const { faults } = scene.network.sandbox
  // no answer of the network reaches the account until the gateway has gone
  faults.set([{ tag: 'iq', direction: 'toClient', number: owner.number, action: { kind: 'drop' } }])
  const chatId = `${friend.number}@c.us`
  expect(await instance.call('getAvatarAsync', { chatId })).toBeUndefined()
  await expect.poll(() => faults.hits()[0]).toBeGreaterThan(0)
  const restarting = scene.network.restart()
  await expect.poll(() => scene.network.sandbox.state().connections).toBe(0)
  faults.clear()
  await restarting
  const about = ({ typeWebhook, avatarInfo }: Record<string, unknown>) => typeWebhook === 'deviceInfo' && avatarInfo
  expect((await instance.until((body) => Boolean(about(body))))['avatarInfo']).toEqual({
    chatId,
    urlAvatar: friend.state().picture,
    reason: '',
  })
  const { id } = await friend.send(owner.number, { text: 'Afterwards' })
  const more: unknown[] = []
  await instance.until((body) => {
    if (about(body)) more.push(body)
    return body['idMessage'] === id
  })
  expect(more).toEqual([])
})

covers(['receiveNotification'], 'the phone and the connection are told when the session opens', async () => {
  const owner = scene.newPhone()
  const instance = await createInstance(scene.network, { deviceWebhook: 'yes', statusInstanceWebhook: 'yes' })
  await link(scene.network, instance, owner.number)
  const told = await instance.until(({ typeWebhook }) => typeWebhook === 'deviceInfo')
  const instanceData = { idInstance: instance.idInstance, wid: `${owner.number}@c.us` }
  expect(told).toMatchObject({ instanceData, deviceData: { platform: 'android', battery: 0 } })
  owner.unlink()
  const offline = await instance.until(({ statusInstance }) => statusInstance === 'offline')
  expect(offline).toMatchObject({ typeWebhook: 'statusInstanceChanged' })
})
