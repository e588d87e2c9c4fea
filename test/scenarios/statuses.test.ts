import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, expect } from 'vitest'
import type { PhoneMessage } from '../../sandbox/src/api.ts'
import { scenes, type Linked } from '../scenes.ts'
import { startWebHost, type WebHost } from '../web-host.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

const STATUSES = 'status@broadcast'

let host: WebHost

beforeAll(async () => {
  host = await startWebHost()
})
afterAll(() => host[Symbol.asyncDispose]())

interface Entry {
  idMessage: string
  typeMessage: string
  downloadUrl?: string
}

const read = async ({ instance }: Linked, method: string, query = {}) =>
  (await instance.call(method, undefined, { query })) as Entry[]

async function post({ instance }: Linked, method: string, body: object): Promise<string> {
  return ((await instance.call(method, body)) as { idMessage: string }).idMessage
}

/** Statuses are notified in a status of their own alone, so that what came is waited for in its journal. */
const entry = (linked: Linked, method: string, id: string) =>
  expect.poll(async () => (await read(linked, method)).find(({ idMessage }) => idMessage === id))

covers(
  ['sendTextStatus', 'getStatusStatistic', 'getOutgoingStatuses'],
  'a text status is seen by those it was chosen for and by nobody else, and tells who has seen it',
  async () => {
    const linked = await scene.newLinked()
    const { instance, owner, friend } = linked
    const other = scene.newPhone()
    const participants = [`${friend.number}@c.us`, '15550999998@c.us']
    const look = { backgroundColor: '#228B22', font: 'SERIF' }
    const first = await post(linked, 'sendTextStatus', { message: 'Open until eight', ...look, participants })
    const seen = await friend.waitFor(({ id }) => id === first)
    const shown = { chat: STATUSES, sender: owner.number, text: 'Open until eight', background: '#228b22' }
    expect(seen).toMatchObject(shown)
    await owner.waitFor(({ id, fromMe }) => id === first && fromMe)
    await instance.until(({ status, idMessage }) => idMessage === first && status === 'delivered')
    friend.read(STATUSES, [first])
    const told = await instance.until(({ status, idMessage }) => idMessage === first && status === 'read')
    expect(told).toMatchObject({ chatId: `${owner.number}@c.us`, sendByApi: true })
    const viewers = await read(linked, 'getStatusStatistic', { idMessage: first })
    expect(viewers).toMatchObject([{ participant: `${friend.number}@c.us`, status: 'read' }])
    const extendedTextMessage = { text: 'Open until eight', ...look, participants }
    const chatId = `${owner.number}@c.us`
    const mine = { type: 'outgoing', idMessage: first, chatId, statusMessage: 'read', sendByApi: true }
    expect(await read(linked, 'getOutgoingStatuses')).toMatchObject([{ ...mine, extendedTextMessage }])
    // a second one has a key of its own, which the first viewer does not get
    const second = await post(linked, 'sendTextStatus', { message: 'Secret', participants: [`${other.number}@c.us`] })
    expect((await other.waitFor(({ id }) => id === second)).text).toBe('Secret')
    expect(friend.messages().map(({ id }) => id)).toEqual([first])
    expect(other.messages().map(({ id }) => id)).toEqual([second])
    // neither a chat nor a contact nor a message of the ordinary journals
    expect(await read(linked, 'lastOutgoingMessages')).toEqual([])
    expect(await read(linked, 'getChats')).toEqual([])
  },
)

covers(
  ['sendMediaStatus', 'sendVoiceStatus'],
  'pictures and voices are posted from links, and what is neither is not published',
  async () => {
    const linked = await scene.newLinked()
    const { instance, friend } = linked
    const participants = [`${friend.number}@c.us`]
    const jpeg = await sharp({ create: { width: 90, height: 160, channels: 3, background: '#c81e1e' } })
      .jpeg()
      .toBuffer()
    host.pages.set('/bike.jpg', { type: 'image/jpeg', body: jpeg })
    host.pages.set('/hello.mp3', { type: 'audio/mpeg', body: randomBytes(3000) })
    const picture = { urlFile: `${host.url}/bike.jpg`, fileName: 'bike.jpg', caption: 'Just in', participants }
    const idPicture = await post(linked, 'sendMediaStatus', picture)
    const shown = await friend.waitFor(({ id }) => id === idPicture)
    expect(shown).toMatchObject({ chat: STATUSES, type: 'image', media: { caption: 'Just in', size: jpeg.length } })
    const voice = { urlFile: `${host.url}/hello.mp3`, fileName: 'hello.mp3', participants }
    const idVoice = await post(linked, 'sendVoiceStatus', voice)
    const heard = await friend.waitFor(({ id }) => id === idVoice)
    expect(heard).toMatchObject({ chat: STATUSES, type: 'audio', media: { mimeType: 'audio/mpeg', size: 3000 } })
    const text = { urlFile: `${host.url}/bike.jpg`, fileName: 'bike.txt', participants }
    const idText = await post(linked, 'sendMediaStatus', text)
    const failed = await instance.until(({ idMessage }) => idMessage === idText)
    expect(failed).toMatchObject({ status: 'failed', description: 'a status shows a picture or a video' })
    const outgoing = await read(linked, 'getOutgoingStatuses')
    const kept = { idMessage: idPicture, typeMessage: 'imageMessage', caption: 'Just in', participants }
    expect(outgoing.map(({ idMessage }) => idMessage).sort()).toEqual([idPicture, idVoice].sort())
    expect(outgoing).toContainEqual(expect.objectContaining(kept))
  },
)

covers(
  ['getIncomingStatuses', 'getOutgoingStatuses', 'getStatusStatistic'],
  'statuses that others post, and those of the own phone, are in their journals with their files',
  async () => {
    const linked = await scene.newLinked()
    const { instance, owner, friend } = linked
    const { id: text } = await friend.send(STATUSES, {
      text: 'On my way',
      background: '#aa2200',
      viewers: [owner.number],
    })
    const said = { chatId: `${friend.number}@c.us`, senderId: `${friend.number}@c.us`, senderName: friend.name }
    const extendedTextMessage = { text: 'On my way', backgroundColor: '#AA2200' }
    await entry(linked, 'getIncomingStatuses', text).toMatchObject({
      type: 'incoming',
      typeMessage: 'extendedTextMessage',
      ...said,
      extendedTextMessage,
    })
    const data = randomBytes(2500)
    const media = { kind: 'image' as const, data, mimeType: 'image/jpeg', caption: 'Here' }
    const { id: picture } = await friend.send(STATUSES, { media, viewers: [owner.number] })
    await entry(linked, 'getIncomingStatuses', picture).toMatchObject({ typeMessage: 'imageMessage', caption: 'Here' })
    const found = (await read(linked, 'getIncomingStatuses')).find(({ idMessage }) => idMessage === picture)
    const file = await fetch(found?.downloadUrl ?? '')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(data)
    // the phone's own, with a viewer known by its receipt alone
    const { id: own } = await owner.send(STATUSES, { text: 'Typed here', viewers: [friend.number] })
    await entry(linked, 'getOutgoingStatuses', own).toMatchObject({ sendByApi: false, textMessage: 'Typed here' })
    friend.read(STATUSES, [own])
    await instance.until(({ idMessage, status }) => idMessage === own && status === 'read')
    expect(await read(linked, 'getStatusStatistic', { idMessage: own })).toMatchObject([
      { participant: `${friend.number}@c.us`, status: 'read' },
    ])
    await friend.send(STATUSES, { remove: { id: text }, viewers: [owner.number] })
    await entry(linked, 'getIncomingStatuses', text).toMatchObject({ typeMessage: 'deletedMessage' })
    expect(await read(linked, 'lastIncomingMessages')).toEqual([])
    const unseen = (message: PhoneMessage) => message.status !== 'read'
    expect(
      friend
        .messages({ chat: STATUSES })
        .filter(({ fromMe }) => fromMe)
        .every(unseen),
    ).toBe(true)
  },
)

covers(['deleteStatus'], 'a removed status disappears from the phones that have it', async () => {
  const linked = await scene.newLinked()
  const { instance, friend } = linked
  const idMessage = await post(linked, 'sendTextStatus', {
    message: 'Only for an hour',
    participants: [`${friend.number}@c.us`],
  })
  await friend.waitFor(({ id }) => id === idMessage)
  expect(await instance.call('deleteStatus', { idMessage })).toBeUndefined()
  await friend.waitFor(({ id, deleted }) => id === idMessage && deleted === true)
  await entry(linked, 'getOutgoingStatuses', idMessage).toMatchObject({ typeMessage: 'deletedMessage' })
  const unknown = instance.call('deleteStatus', { idMessage: '3EB0000000000000000000' })
  await expect(unknown).rejects.toThrow('ID message notfound')
})
