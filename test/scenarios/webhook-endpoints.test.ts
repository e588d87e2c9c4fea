import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestInstance } from '../client.ts'
import { breachesOfNotification } from '../contract-check.ts'
import { scenes } from '../scenes.ts'
import { startWebHost, type Posted, type WebHost } from '../web-host.ts'

const scene = scenes(import.meta.url, { env: { ROOKERY_WEBHOOK_RETRY: '1' } })
const { covers } = scene
/** Answers nobody. */
const NOWHERE = 'http://127.0.0.1:9/hook?key=hidden'

let crm: WebHost
let archive: WebHost

beforeAll(async () => {
  ;[crm, archive] = await Promise.all([startWebHost(), startWebHost()])
})
afterAll(async () => {
  await Promise.all([crm, archive].map((host) => host[Symbol.asyncDispose]()))
})

interface Made {
  endpointId: string
  secret: string
}

const add = async (instance: TestInstance, fields: object): Promise<Made> =>
  (await instance.call('addWebhookEndpoint', fields)) as Made

/** What an address got of an instance. */
const got = (host: WebHost, { idInstance }: TestInstance): { post: Posted; body: Record<string, unknown> }[] =>
  host.posted
    .map((post) => ({ post, body: JSON.parse(post.text) as Record<string, unknown> }))
    .filter(({ body }) => (body['instanceData'] as { idInstance: number }).idInstance === idInstance)

const typesAt = (host: WebHost, instance: TestInstance) => got(host, instance).map(({ body }) => body['typeWebhook'])

function isSignedBy({ headers, text }: Posted, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(signature)
}

const withText = (host: WebHost, instance: TestInstance, id: string) =>
  got(host, instance).filter(({ body }) => body['idMessage'] === id)

covers(
  ['addWebhookEndpoint', 'getWebhookEndpoints', 'removeWebhookEndpoint'],
  "a friend's text goes to every address that wants it, each signed with its own secret, and the own queue keeps it",
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const everything = await add(instance, { name: 'archive', url: `${archive.url}/all` })
    const incoming = await add(instance, { name: 'crm', url: `${crm.url}/in`, types: ['incomingMessageReceived'] })
    const { id } = await friend.send(owner.number, { text: 'For all of you' })
    await expect.poll(() => withText(crm, instance, id)).toHaveLength(1)
    await expect.poll(() => withText(archive, instance, id)).toHaveLength(1)
    const { idMessage } = (await instance.call('sendMessage', {
      chatId: `${friend.number}@c.us`,
      message: 'Seen',
    })) as { idMessage: string }
    await expect.poll(() => withText(archive, instance, idMessage).length).toBeGreaterThan(1)
    expect(new Set(typesAt(crm, instance))).toEqual(new Set(['incomingMessageReceived']))
    for (const [host, secret] of [[crm, incoming.secret] as const, [archive, everything.secret] as const])
      for (const { post, body } of withText(host, instance, id)) {
        expect(breachesOfNotification(body)).toEqual([])
        expect(isSignedBy(post, secret)).toBe(true)
      }
    expect((await instance.until((body) => body['idMessage'] === id))['typeWebhook']).toBe('incomingMessageReceived')

    expect(await instance.call('getWebhookEndpoints')).toMatchObject([
      { endpointId: everything.endpointId, name: 'archive', types: [], enabled: true },
      { endpointId: incoming.endpointId, name: 'crm', types: ['incomingMessageReceived'], failingSince: null },
    ])
    await instance.call('removeWebhookEndpoint', { endpointId: incoming.endpointId })
    const { id: later } = await friend.send(owner.number, { text: 'And later' })
    await expect.poll(() => withText(archive, instance, later)).toHaveLength(1)
    expect(withText(crm, instance, later)).toEqual([])
    expect(await instance.call('getWebhookEndpoints')).toHaveLength(1)
  },
)

covers(
  ['getWebhookEndpointLog', 'changeWebhookEndpoint'],
  'what an address does not take waits with its attempts until the address is mended, in order',
  async () => {
    const { instance, owner, friend } = await scene.newLinked({ incomingWebhook: 'yes' })
    const { endpointId } = await add(instance, { name: 'crm', url: NOWHERE })
    const { id: first } = await friend.send(owner.number, { text: 'one' })
    const { id: second } = await friend.send(owner.number, { text: 'two' })
    const log = () => instance.call('getWebhookEndpointLog', undefined, { query: { endpointId } })
    const failed = expect.objectContaining({ url: 'http://127.0.0.1:9/hook', status: null, error: 'ECONNREFUSED' })
    await expect.poll(log).toMatchObject([
      { outcome: 'waiting', typeWebhook: 'incomingMessageReceived', attempts: [] },
      { outcome: 'waiting', attempts: expect.arrayContaining([failed]) as unknown },
    ])
    const change = { endpointId, name: 'crm', url: `${crm.url}/mended`, enabled: true }
    expect(await instance.call('changeWebhookEndpoint', change)).toMatchObject({ url: change.url, failingSince: null })
    await expect.poll(() => got(crm, instance).map(({ body }) => body['idMessage'])).toEqual([first, second])
    await expect.poll(log).toMatchObject([{ outcome: 'delivered' }, { outcome: 'delivered' }])

    await instance.call('changeWebhookEndpoint', { ...change, enabled: false })
    expect(await instance.call('getWebhookEndpoints')).toMatchObject([{ enabled: false, disabledReason: 'by hand' }])
    await friend.send(owner.number, { text: 'three' })
    await instance.until(({ messageData }) => JSON.stringify(messageData).includes('three'))
    expect(await log()).toHaveLength(2)
  },
)

covers(
  ['testWebhookEndpoint', 'rotateWebhookSecret'],
  'a test comes under its id, and during a rotation both secrets sign it',
  async () => {
    const { instance } = await scene.newLinked({})
    const types = ['incomingCall']
    const { endpointId, secret } = await add(instance, { name: 'crm', url: `${crm.url}/test`, types })
    const rotated = (await instance.call('rotateWebhookSecret', { endpointId, overlapHours: 1 })) as Made
    expect(rotated.secret).not.toBe(secret)
    const { eventId } = (await instance.call('testWebhookEndpoint', { endpointId })) as { eventId: string }
    await expect.poll(() => got(crm, instance)).toHaveLength(1)
    const [{ post, body } = expect.fail()] = got(crm, instance)
    expect(post.headers['webhook-id']).toBe(eventId)
    expect(body).toMatchObject({ typeWebhook: 'stateInstanceChanged', stateInstance: 'authorized' })
    expect([secret, rotated.secret].map((one) => isSignedBy(post, one))).toEqual([true, true])
    await instance.call('rotateWebhookSecret', { endpointId, overlapHours: 0 })
    await instance.call('testWebhookEndpoint', { endpointId })
    await expect.poll(() => got(crm, instance)).toHaveLength(2)
    expect(isSignedBy(got(crm, instance).at(-1)?.post ?? post, secret)).toBe(false)
  },
)

covers(
  ['replayNotifications'],
  'what was told before an address existed is replayed to it by time and type, and the own queue stays as it is',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const { id: fetched } = await friend.send(owner.number, { text: 'fetched' })
    await instance.until((body) => body['idMessage'] === fetched)
    const from = Date.now()
    const { id: waiting } = await friend.send(owner.number, { text: 'waiting' })
    const count = async () => ((await instance.call('getWebhooksCount')) as { count: number }).count
    await expect.poll(count).toBeGreaterThan(0)
    const before = await count()
    const { endpointId } = await add(instance, { name: 'late', url: `${archive.url}/late` })
    const replay = async (choice: object) =>
      ((await instance.call('replayNotifications', { ...choice, endpointId })) as { eventIds: string[] }).eventIds
    expect(await replay({ types: ['incomingCall'] })).toEqual([])
    expect(await replay({ types: ['incomingMessageReceived'], to: from })).toHaveLength(1)
    expect(await replay({ types: ['incomingMessageReceived'], from })).toHaveLength(1)
    await expect.poll(() => got(archive, instance).map(({ body }) => body['idMessage'])).toEqual([fetched, waiting])
    expect(await count()).toBe(before)
  },
)
