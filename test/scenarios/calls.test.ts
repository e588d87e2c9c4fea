import { expect } from 'vitest'
import type { CallAct } from '../../sandbox/src/api.ts'
import { methods } from '../../src/methods.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

const CALLS = { incomingCallWebhook: 'yes', outgoingCallWebhook: 'yes' }

covers(['lastIncomingCalls'], 'a call rings, and how it ended is told once and kept, whoever ended it', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  await instance.call('setSettings', CALLS)
  const from = `${friend.number}@c.us`
  const ends: [act: CallAct, by: 'owner' | 'friend', told: string, kept: string][] = [
    ['accept', 'owner', 'pickUp', 'pickUp'],
    ['decline', 'owner', 'declined', 'declined'],
    ['ringOut', 'friend', 'missed', 'missed'],
    ['hangUp', 'friend', 'hangUp', 'hungUp'],
  ]
  const ids: string[] = []
  for (const [act, by, told] of ends) {
    const video = act === 'decline'
    const { id } = friend.call(owner.number, video)
    const call = { typeWebhook: 'incomingCall', from, isVideo: video }
    const rings = await instance.until(({ idMessage, status }) => idMessage === id && status === 'offer')
    expect(rings).toMatchObject(call)
    ;(by === 'owner' ? owner : friend).inCall(id, act)
    const over = await instance.until(({ idMessage, status }) => idMessage === id && status !== 'offer')
    expect(over).toMatchObject({ ...call, status: told })
    ids.unshift(id)
  }
  const kept = (await instance.call('lastIncomingCalls')) as { idMessage: string; status: string }[]
  const words = new Map(kept.map(({ idMessage, status }) => [idMessage, status]))
  expect(ids.map((id) => words.get(id))).toEqual(ends.toReversed().map(([, , , word]) => word))
  expect(kept).toHaveLength(4)
  expect(kept[0]).toMatchObject({ type: 'incoming', chatId: from, isGroup: false })
  expect(await instance.call('lastOutgoingCalls')).toEqual([])
})

covers(['lastOutgoingCalls'], 'calls made on the phone are told when they are over', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  await instance.call('setSettings', CALLS)
  const chatId = `${friend.number}@c.us`
  const { id: talk } = owner.call(friend.number, true)
  friend.inCall(talk, 'accept')
  owner.inCall(talk, 'hangUp')
  const { seconds } = owner.calls()[0] ?? { seconds: 0 }
  const told = await instance.until(({ typeWebhook }) => typeWebhook === 'outgoingCall')
  const call = { isVideo: true, duration: seconds, status: 'pickUp', participants: [{ id: chatId, status: 'pickUp' }] }
  expect(told).toMatchObject({ ...call, from: `${owner.number}@c.us` })
  const { id: vain } = owner.call(friend.number)
  owner.inCall(vain, 'ringOut')
  const second = await instance.until(({ typeWebhook }) => typeWebhook === 'outgoingCall')
  expect(second).toMatchObject({ isVideo: false, duration: 0, status: 'hungUp' })
  const kept = await instance.call('lastOutgoingCalls')
  const entry = (call: object) => expect.objectContaining({ type: 'outgoing', chatId, ...call })
  expect(kept).toHaveLength(2)
  expect(kept).toEqual(expect.arrayContaining([entry(call), entry({ status: 'hungUp', duration: 0 })]))
})

covers(['setSettings', 'getSettings'], 'an instance that takes no calls declines them while they ring', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  expect(await instance.call('getSettings')).not.toHaveProperty('rejectIncomingCalls')
  await instance.call('setSettings', { ...CALLS, rejectIncomingCalls: 'yes' })
  expect(await instance.call('getSettings')).toMatchObject({ rejectIncomingCalls: 'yes' })
  const { id } = friend.call(owner.number)
  await expect.poll(() => friend.calls()[0]?.status).toBe('declined')
  expect(owner.calls()).toMatchObject([{ id, status: 'declined', fromMe: false }])
  await instance.until(({ idMessage, status }) => idMessage === id && status === 'declined')
  expect(await instance.call('lastIncomingCalls')).toMatchObject([{ idMessage: id, status: 'declined' }])
  await instance.call('setSettings', { rejectIncomingCalls: 'no' })
  expect(await instance.call('getSettings')).not.toHaveProperty('rejectIncomingCalls')
})

const notOffered = methods.filter(({ offered }) => offered === false)

covers(
  notOffered.map(({ name }) => name),
  'no instance has a call agent: what needs one is there and says so',
  async () => {
    const { instance } = await scene.linked()
    expect(notOffered).toHaveLength(10)
    for (const { name, verb, example } of notOffered) {
      const url = `${scene.network.apiUrl}/waInstance${instance.idInstance}/${name}/${instance.apiTokenInstance}`
      const answer = await fetch(url, {
        method: verb,
        ...(example.body === undefined ? {} : { body: JSON.stringify(example.body) }),
        headers: { 'content-type': 'application/json' },
      })
      expect([name, answer.status, await answer.text()]).toEqual([name, 404, 'Instance not found'])
    }
  },
)
