import { createHash, createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestInstance } from '../client.ts'
import { breachesOfNotification } from '../contract-check.ts'
import { scenes } from '../scenes.ts'
import { startWebHost, type Posted, type WebHost } from '../web-host.ts'

interface Received {
  receiptId: number
  body: { idMessage?: string; messageData?: object }
}

const scene = scenes(import.meta.url)
const { covers } = scene
const ONLY_INCOMING = { incomingWebhook: 'yes' }
let web: WebHost

beforeAll(async () => {
  web = await startWebHost()
})
afterAll(() => web[Symbol.asyncDispose]())

const receive = async (instance: TestInstance) =>
  (await instance.call('receiveNotification', undefined, { query: { receiveTimeout: 10 } })) as Received | null

covers(
  ['receiveNotification', 'deleteNotification'],
  "a friend's texts come in order, each again until it is deleted",
  async () => {
    const { instance, owner, friend } = await scene.newLinked(ONLY_INCOMING)
    const { id: first } = await friend.send(owner.number, { text: 'Hello there' })
    const { id: second } = await friend.send(owner.number, { text: 'Anybody home?' })
    const got = await receive(instance)
    expect(got?.body).toMatchObject({
      typeWebhook: 'incomingMessageReceived',
      idMessage: first,
      senderData: { chatId: `${friend.number}@c.us`, senderName: friend.name },
      messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: 'Hello there' } },
    })
    expect(await receive(instance)).toEqual(got)
    const remove = () => instance.call('deleteNotification', undefined, { verb: 'DELETE', tail: got?.receiptId ?? 0 })
    expect(await remove()).toEqual({ result: true, reason: '' })
    expect((await receive(instance))?.body.idMessage).toBe(second)
    expect(await remove()).toMatchObject({ result: false })
  },
)

covers(['downloadFile'], "the link of a friend's file gives the bytes that he sent", async () => {
  const { instance, owner, friend } = await scene.newLinked(ONLY_INCOMING)
  const data = randomBytes(40_000)
  const media = { kind: 'document', data, fileName: 'contract.pdf', mimeType: 'application/pdf' } as const
  const { id } = await friend.send(owner.number, { media })
  const told = await instance.until(({ idMessage }) => idMessage === id)
  expect(told['messageData']).toMatchObject({
    typeMessage: 'documentMessage',
    fileMessageData: { fileName: 'contract.pdf', mimeType: 'application/pdf' },
  })
  const { downloadUrl } = (await instance.call('downloadFile', {
    chatId: `${friend.number}@c.us`,
    idMessage: id,
  })) as { downloadUrl: string }
  const bytes = Buffer.from(await (await fetch(downloadUrl)).arrayBuffer())
  const sha256 = (of: Buffer) => createHash('sha256').update(of).digest('hex')
  expect(sha256(bytes)).toBe(sha256(data))
})

covers(
  ['getDeliveries', 'replayNotifications', 'getWebhookSecret'],
  "a friend's text is posted signed, stands in the log, and is posted again when asked",
  async () => {
    const { instance, owner, friend } = await scene.newLinked({
      ...ONLY_INCOMING,
      webhookUrl: `${web.url}/hook`,
      webhookUrlToken: 'let me in',
    })
    const { id } = await friend.send(owner.number, { text: 'To your server' })
    const posts = () => web.posted.filter(({ text }) => (JSON.parse(text) as { idMessage?: string }).idMessage === id)
    await expect.poll(posts).toHaveLength(1)
    const [post] = posts() as [Posted]
    expect(breachesOfNotification(JSON.parse(post.text) as Record<string, unknown>)).toEqual([])
    expect(post.headers.authorization).toBe('Bearer let me in')
    const { secret } = (await instance.call('getWebhookSecret')) as { secret: string }
    expect(post.headers['webhook-signature']).toBe(signatureOf(post, secret))
    const eventId = post.headers['webhook-id']
    const logged = {
      eventId,
      typeWebhook: 'incomingMessageReceived',
      outcome: 'delivered',
      attempts: [expect.objectContaining({ attempt: 1, url: `${web.url}/hook`, status: 200, error: '' })],
    }
    await expect
      .poll(() => instance.call('getDeliveries', undefined, { query: { count: 10 } }))
      .toContainEqual(expect.objectContaining(logged))
    expect(await instance.call('replayNotifications', { eventIds: [eventId, 'unknown'] })).toEqual({
      eventIds: [eventId],
    })
    await expect.poll(posts).toHaveLength(2)
    expect(posts().map(({ headers }) => headers['webhook-id'])).toEqual([eventId, eventId])
  },
)

/** As the Standard Webhooks form has it. */
function signatureOf({ headers, text }: Posted, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}
