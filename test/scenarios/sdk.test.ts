import { GreenApiClient, GreenApiPartnerClient } from '@green-api/whatsapp-api-client-js-v2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOUD } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { readQr } from '../read-qr.ts'

/** The official library, unmodified; only its host differs (it has no option for it). */
class LocalClient extends GreenApiClient {
  constructor(apiUrl: string, instance: { idInstance: number; apiTokenInstance: string }) {
    super(instance)
    this.client.defaults.baseURL = `${apiUrl}/waInstance${instance.idInstance}`
  }
}

let network: TestNetwork

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(async () => {
  expect(network.violations).toEqual([])
  await network[Symbol.asyncDispose]()
})

test('the official library creates, links, sends, receives and deletes', async () => {
  const partner = new GreenApiPartnerClient({ partnerToken: network.partnerToken, partnerApiUrl: network.apiUrl })
  const created = await partner.createInstance({ name: 'Library', ...LOUD })
  if (!('idInstance' in created)) throw new Error(JSON.stringify(created))
  expect(created.typeInstance).toBe('whatsapp')
  const client = new LocalClient(network.apiUrl, created)
  expect((await client.getStateInstance()).stateInstance).toBe('notAuthorized')

  const phone = network.sandbox.createPhone({ number: '15550400001', name: 'Owner' })
  const friend = network.sandbox.createPhone({ number: '15550400002', name: 'Friend' })
  const { type, message } = await client.getQR()
  expect(type).toBe('qrCode')
  await phone.scan(readQr(message))

  const bodies: Record<string, unknown>[] = []
  const receiveUntil = async (match: (body: Record<string, unknown>) => boolean) => {
    for (let i = 0; i < 20; i++) {
      const notification = await client.receiveNotification(5)
      if (!notification) continue
      await client.deleteNotification(notification.receiptId)
      const body = notification.body as unknown as Record<string, unknown>
      bodies.push(body)
      if (match(body)) return body
    }
    throw new Error('the notification did not come')
  }
  await receiveUntil(({ stateInstance }) => stateInstance === 'authorized')

  await client.setSettings({ delaySendMessagesMilliseconds: 1000 })
  expect((await client.getSettings()).delaySendMessagesMilliseconds).toBe(1000)

  const sent = await client.sendMessage({ chatId: '15550400002@c.us', message: 'From the library' })
  expect((await friend.waitFor(({ id }) => id === sent.idMessage)).text).toBe('From the library')
  await receiveUntil(({ idMessage, status }) => idMessage === sent.idMessage && status === 'delivered')

  const written = await friend.send('15550400001', { text: 'To the library' })
  const received = await receiveUntil(({ idMessage }) => idMessage === written.id)
  expect(received['typeWebhook']).toBe('incomingMessageReceived')
  expect(await client.readChat({ chatId: '15550400002@c.us', idMessage: written.id })).toEqual({ setRead: true })

  const listed = await partner.getInstances()
  if (!Array.isArray(listed)) throw new Error(JSON.stringify(listed))
  expect(listed.find(({ idInstance }) => idInstance === created.idInstance)?.deleted).toBe(false)
  expect(await partner.deleteInstanceAccount({ idInstance: created.idInstance })).toEqual({
    deleteInstanceAccount: true,
  })
  // a method whose rate no earlier call can have used up
  await expect(client.sendMessage({ chatId: '15550400002@c.us', message: 'Too late' })).rejects.toThrow(
    'Instance is deleted',
  )
})
