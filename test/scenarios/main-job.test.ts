import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInstance, link, untilState, type TestInstance } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

let network: TestNetwork
let instance: TestInstance

beforeAll(async () => {
  network = await startNetwork()
  instance = await createInstance(network)
})

afterAll(async () => {
  expect(network.violations).toEqual([])
  await network[Symbol.asyncDispose]()
})

test('an instance is created unlinked, is linked by scanning its QR, and says so', async () => {
  expect(await instance.call('getStateInstance')).toEqual({ stateInstance: 'notAuthorized' })
  await link(network, instance, '15550100001')
  const told = await instance.until(
    ({ typeWebhook, stateInstance }) => typeWebhook === 'stateInstanceChanged' && stateInstance === 'authorized',
  )
  expect(told['instanceData']).toEqual({
    idInstance: instance.idInstance,
    wid: '15550100001@c.us',
    typeInstance: 'whatsapp',
  })
})

test('a text reaches the phone of the other person, with its statuses told in order', async () => {
  const friend = network.sandbox.createPhone({ number: '15550100002', name: 'Grace' })
  const { idMessage } = (await instance.call('sendMessage', {
    chatId: '15550100002@c.us',
    message: 'Hello Grace',
  })) as { idMessage: string }
  const seen = await friend.waitFor(({ id }) => id === idMessage)
  expect(seen).toMatchObject({ text: 'Hello Grace', sender: '15550100001', fromMe: false })
  const statuses: unknown[] = []
  await instance.until(({ typeWebhook, idMessage: about, status }) => {
    if (typeWebhook === 'outgoingMessageStatus' && about === idMessage) statuses.push(status)
    return status === 'delivered'
  })
  friend.read('15550100001')
  await instance.until(({ status, idMessage: about }) => status === 'read' && about === idMessage)
  expect(statuses).toEqual(['sent', 'delivered'])
})

test('a text of the other person becomes a notification and a journal entry', async () => {
  const friend = network.sandbox.phone('15550100002')
  if (!friend) throw new Error('the friend has no phone')
  const { id } = await friend.send('15550100001', { text: 'Hello Ada' })
  const told = await instance.until(({ idMessage }) => idMessage === id)
  expect(told).toMatchObject({
    typeWebhook: 'incomingMessageReceived',
    senderData: { chatId: '15550100002@c.us', sender: '15550100002@c.us', senderName: 'Grace' },
    messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: 'Hello Ada' } },
  })
  expect(await instance.call('getMessage', { chatId: '15550100002@c.us', idMessage: id })).toMatchObject({
    type: 'incoming',
    idMessage: id,
    textMessage: 'Hello Ada',
  })
})

test('a restart keeps the link, and messages written meanwhile arrive', async () => {
  const friend = network.sandbox.phone('15550100002')
  if (!friend) throw new Error('the friend has no phone')
  await network.restart()
  const { id } = await friend.send('15550100001', { text: 'Back again?' })
  await instance.until(({ idMessage }) => idMessage === id)
  await untilState(instance, 'authorized')
  expect(network.sandbox.phone('15550100001')?.state().devices).toHaveLength(1)
})

test('unlinking on the phone ends in notAuthorized with its reason in the history', async () => {
  network.sandbox.phone('15550100001')?.unlink()
  await untilState(instance, 'notAuthorized')
  const history = (await instance.call('getStateInstanceHistory')) as { stateInstance: string }[]
  expect(history.map(({ stateInstance }) => stateInstance)).toEqual(['notAuthorized', 'authorized', 'notAuthorized'])
})
