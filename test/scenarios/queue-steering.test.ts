import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TestInstance } from '../client.ts'
import { filesBelow } from '../dump.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

interface Step {
  timestamp: number
  event: string
  detail: Record<string, string | number | null>
}

covers(
  ['prioritizeQueuedMessage'],
  'a message that waits goes first when that is asked for, and in its turn again',
  async () => {
    const { instance, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    await instance.call('pauseQueue', {})
    const ids: string[] = []
    for (const message of ['First', 'Second', 'Third'])
      ids.push(((await instance.call('sendMessage', { chatId, message })) as { idMessage: string }).idMessage)
    const [first = '', second = '', third = ''] = ids
    const prioritize = (idMessage: string, priority?: string) =>
      instance.call('prioritizeQueuedMessage', { idMessage, ...(priority && { priority }) })
    const order = async () =>
      ((await instance.call('showMessagesQueue')) as { messageID: string }[]).map(({ messageID }) => messageID)
    expect(await prioritize(third)).toEqual({ isChanged: true })
    expect(await prioritize(second, 'high')).toEqual({ isChanged: true })
    expect(await order()).toEqual([second, third, first])
    expect(await prioritize(second, 'normal')).toEqual({ isChanged: true })
    expect(await order()).toEqual([third, first, second])
    await instance.call('resumeQueue', {})
    await friend.waitFor(({ id }) => id === second)
    expect(friend.messages().map(({ id }) => id)).toEqual([third, first, second])
    await instance.until(({ status, idMessage }) => status === 'delivered' && idMessage === second)
    expect(await prioritize(second)).toEqual({ isChanged: false })
  },
)

covers(
  ['removeQueuedMessage', 'pauseQueue', 'resumeQueue', 'showMessagesQueue', 'getMessageTimeline'],
  'a paused queue holds its messages, one of them is dropped, and the rest leave when it goes on',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    expect(await instance.call('pauseQueue', {})).toEqual({ isSending: false })
    const ids: string[] = []
    for (const message of ['First', 'Second', 'Third'])
      ids.push(((await instance.call('sendMessage', { chatId, message })) as { idMessage: string }).idMessage)
    const [first = '', second = '', third = ''] = ids
    expect(await instance.call('showMessagesQueue')).toMatchObject(ids.map((messageID) => ({ messageID })))
    expect(await instance.call('removeQueuedMessage', { idMessage: second })).toEqual({ isRemoved: true })
    expect(await instance.call('removeQueuedMessage', { idMessage: second })).toEqual({ isRemoved: false })
    expect(await instance.call('getMessage', { chatId, idMessage: second })).toMatchObject({ statusMessage: 'failed' })
    const way = async (idMessage: string) =>
      (await instance.call('getMessageTimeline', undefined, { query: { idMessage } })) as Step[]
    const waiting = await way(first)
    expect(waiting.map(({ event }) => event)).toEqual(['accepted', 'queued'])
    expect(waiting[1]?.detail).toMatchObject({ method: 'sendMessage', state: 'accepted', attempts: 0 })
    // the session lives on and hears what comes in meanwhile
    const { id } = await friend.send(owner.number, { text: 'Still there?' })
    await instance.until(({ idMessage }) => idMessage === id)
    expect(friend.messages().filter(({ fromMe }) => !fromMe)).toEqual([])
    expect(await instance.call('resumeQueue', {})).toEqual({ isSending: true })
    await friend.waitFor((message) => message.id === third)
    expect(
      friend
        .messages()
        .filter(({ fromMe }) => !fromMe)
        .map(({ text }) => text),
    ).toEqual(['First', 'Third'])
    await instance.until(({ idMessage, status }) => idMessage === third && status === 'delivered')
    const gone = await way(third)
    const events = gone.map(({ event }) => event)
    expect(events[0]).toBe('accepted')
    expect(events).toEqual(expect.arrayContaining(['notified', 'notification fetched', 'delivered']))
    const told = gone.filter(({ event }) => event === 'notified').map(({ detail }) => detail['status'])
    expect(new Set(told)).toEqual(new Set([null, 'sent', 'delivered']))
    expect((await way(id)).map(({ event }) => event).slice(0, 2)).toEqual(['received', 'notified'])
    await expect(way('3EB0000000000000000000')).rejects.toThrow('Message by id not found')
  },
)

interface Waiting {
  messageID: string
  priority?: string
  sendAt?: number
}

/** Sends a text file; answers with the id and where the gateway keeps it. */
async function sendFile(instance: TestInstance, chatId: string, headers = {}): Promise<{ id: string; path: string }> {
  const form = new FormData()
  form.set('file', new Blob(['floor plan']), 'plan.txt')
  form.set('chatId', chatId)
  const { mediaUrl } = scene.network.gateway.addresses
  const target = `${mediaUrl}/waInstance${instance.idInstance}/sendFileByUpload/${instance.apiTokenInstance}`
  const answer = await fetch(target, { method: 'POST', body: form, headers })
  const { idMessage, urlFile } = (await answer.json()) as { idMessage: string; urlFile: string }
  const handle = /[0-9a-f]{32}/.exec(new URL(urlFile).pathname)?.[0] ?? ''
  const files = await filesBelow(join(scene.network.dataFolder, 'media'))
  return { id: idMessage, path: files.find((file) => file.endsWith(handle)) ?? '' }
}

covers(
  ['showParkedMessages', 'retryParkedMessage', 'removeQueuedMessage', 'sendFileByUpload'],
  'files that cannot be read are set aside and hold nothing up; one is tried again, the other dropped',
  async () => {
    const { instance, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    await instance.call('pauseQueue', {})
    const [kept, given] = [await sendFile(instance, chatId), await sendFile(instance, chatId)]
    for (const { path } of [kept, given]) {
      await rename(path, `${path}-aside`)
      await mkdir(path)
    }
    const { idMessage: text } = (await instance.call('sendMessage', { chatId, message: 'Next' })) as Record<
      string,
      string
    >
    await instance.call('resumeQueue', {})
    await friend.waitFor(({ id }) => id === text)
    const parked = (await instance.call('showParkedMessages')) as { messageID: string; reason: string }[]
    expect(parked).toMatchObject(
      [kept, given].map(({ id }) => ({ messageID: id, type: 'sendFileByUrl', body: { chatId, fileName: 'plan.txt' } })),
    )
    for (const { reason } of parked) expect(reason).toContain('EISDIR')
    await instance.until(({ idMessage, status }) => idMessage === given.id && status === 'failed')
    await rm(kept.path, { recursive: true })
    await rename(`${kept.path}-aside`, kept.path)
    expect(await instance.call('retryParkedMessage', { idMessage: kept.id })).toEqual({ isQueued: true })
    expect((await friend.waitFor(({ id }) => id === kept.id)).media).toMatchObject({ fileName: 'plan.txt', size: 10 })
    await instance.until(({ idMessage, status }) => idMessage === kept.id && status === 'delivered')
    expect(await instance.call('showParkedMessages')).toMatchObject([{ messageID: given.id }])
    expect(await instance.call('removeQueuedMessage', { idMessage: given.id })).toEqual({ isRemoved: true })
    expect(await instance.call('showParkedMessages')).toEqual([])
    expect(await instance.call('retryParkedMessage', { idMessage: given.id })).toEqual({ isQueued: false })
    expect(friend.messages().filter(({ fromMe }) => !fromMe)).toHaveLength(2)
  },
)

covers(
  ['sendMessage', 'sendLocation', 'sendFileByUpload', 'showMessagesQueue', 'getMessageTimeline'],
  'what is urgent goes first, and what has a time waits for it, through a restart',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    await instance.call('pauseQueue', {})
    const send = async (method: string, body: object, headers = {}) =>
      ((await instance.call(method, { chatId, ...body }, { headers })) as { idMessage: string }).idMessage
    const due = Date.now() + 8000
    const later = await send('sendMessage', { message: 'Later' }, { 'Send-At': new Date(due).toISOString() })
    const ordinary = await send('sendMessage', { message: 'Ordinary' })
    const place = { latitude: 44.046236, longitude: -123.022029 }
    const urgent = await send('sendLocation', place, { 'Send-Priority': 'high' })
    const seconds = Math.ceil(due / 1000) + 3600
    const headers = { 'send-at': String(seconds), 'send-priority': 'high' }
    const { id: file } = await sendFile(instance, chatId, headers)
    const shown = (await instance.call('showMessagesQueue')) as Waiting[]
    expect(shown.map(({ messageID, priority, sendAt }) => ({ messageID, priority, sendAt }))).toEqual([
      { messageID: urgent, priority: 'high' },
      { messageID: ordinary },
      { messageID: later, sendAt: Math.ceil(due / 1000) },
      { messageID: file, priority: 'high', sendAt: seconds },
    ])
    const way = (await instance.call('getMessageTimeline', undefined, { query: { idMessage: later } })) as Step[]
    expect(way[1]).toMatchObject({ event: 'queued', detail: { priority: 'normal', sendAt: due } })
    await instance.call('resumeQueue', {})
    await friend.waitFor(({ id }) => id === ordinary)
    await scene.network.restart()
    await friend.waitFor(({ id }) => id === later)
    expect(Date.now()).toBeGreaterThanOrEqual(due)
    // The friend has it before the network's acknowledgement has ended its place in the queue.
    await expect.poll(() => instance.call('showMessagesQueue')).toMatchObject([{ messageID: file }])
    const arrived = friend.messages().filter(({ fromMe }) => !fromMe)
    expect(arrived.map(({ id, sender }) => ({ id, sender }))).toEqual(
      [urgent, ordinary, later].map((id) => ({ id, sender: owner.number })),
    )
    expect(await instance.call('removeQueuedMessage', { idMessage: file })).toEqual({ isRemoved: true })
    const refused = (name: string, text: string) => send('sendMessage', { message: 'Never' }, { [name]: text })
    await expect(refused('Send-At', String(Math.floor(Date.now() / 1000)))).rejects.toThrow('must lie ahead')
    await expect(refused('Send-At', '2026-03-01T09:30:00')).rejects.toThrow('with its zone')
    await expect(refused('Send-Priority', 'highest')).rejects.toThrow('high or normal')
  },
)
