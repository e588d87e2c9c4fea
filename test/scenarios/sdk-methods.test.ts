import { GreenApiClient } from '@green-api/whatsapp-api-client-js-v2'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInstance, link, untilState } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { startWebHost, type WebHost } from '../web-host.ts'

/** The official library, unmodified; only its host differs (it has no option for it). It notes what it was asked. */
class LocalClient extends GreenApiClient {
  constructor(apiUrl: string, instance: { idInstance: number; apiTokenInstance: string }) {
    super(instance)
    this.client.defaults.baseURL = `${apiUrl}/waInstance${instance.idInstance}`
  }
}

/** What it calls itself is no method of the API. */
const INTERNAL = new Set(['constructor', 'validatePhoneNumber'])
const METHODS = Object.getOwnPropertyNames(GreenApiClient.prototype).filter((name) => !INTERNAL.has(name))
const used = new Set<string>()

let network: TestNetwork
let host: WebHost
let jpeg: Buffer

beforeAll(async () => {
  network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true' } })
  host = await startWebHost()
  const create = { width: 640, height: 640, channels: 3, background: '#c81e1e' } as const
  jpeg = await sharp({ create }).jpeg().toBuffer()
  host.pages.set('/bike.jpg', { type: 'image/jpeg', body: jpeg })
  host.pages.set('/hello.mp3', { type: 'audio/mpeg', body: Buffer.alloc(2000, 7) })
})

afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
  expect(network.violations).toEqual([])
})

function noting(client: LocalClient): LocalClient {
  return new Proxy(client, {
    get(target, name) {
      used.add(String(name))
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

const picture = () => new File([new Uint8Array(jpeg)], 'bike.jpg', { type: 'image/jpeg' })

async function linked() {
  const owner = network.sandbox.createPhone({ number: '15550410001', name: 'Owner' })
  const friend = network.sandbox.createPhone({ number: '15550410002', name: 'Friend' })
  const other = network.sandbox.createPhone({ number: '15550410003', name: 'Other' })
  const instance = await createInstance(network)
  const client = noting(new LocalClient(network.apiUrl, instance))
  const code = await client.getAuthorizationCode(Number(owner.number))
  expect(code.status).toBe(true)
  expect((await client.getQR()).type).toBe('qrCode')
  await link(network, instance, owner.number)
  return { owner, friend, other, instance, client }
}

test('every method of the official library works', async () => {
  const { owner, friend, other, instance, client } = await linked()
  const [chatId, otherId] = [`${friend.number}@c.us`, `${other.number}@c.us`]
  const seen = async (id: string) => friend.waitFor((shown) => shown.id === id)

  // the account
  expect((await client.getStateInstance()).stateInstance).toBe('authorized')
  expect((await client.getWaSettings()).phone).toBe(owner.number)
  await client.setSettings({ delaySendMessagesMilliseconds: 500 })
  expect((await client.getSettings()).delaySendMessagesMilliseconds).toBe(500)
  await client.setProfilePicture(picture())
  expect(owner.state().picture).not.toBeNull()

  // sending
  const hello = await client.sendMessage({ chatId, message: 'Hello' })
  expect((await seen(hello.idMessage)).text).toBe('Hello')
  const url = await client.sendFileByUrl({ chatId, file: { url: `${host.url}/bike.jpg`, fileName: 'bike.jpg' } })
  expect((await seen(url.idMessage)).type).toBe('image')
  const upload = await client.sendFileByUpload({ chatId, file: { data: picture(), fileName: 'again.jpg' } })
  expect((await seen(upload.idMessage)).media?.size).toBe(jpeg.length)
  expect((await client.uploadFile(picture())).urlFile).toMatch(/^http/)
  const options = [{ optionName: 'Yes' }, { optionName: 'No' }]
  const poll = await client.sendPoll({ chatId, message: 'Coming?', options })
  expect((await seen(poll.idMessage)).poll?.name).toBe('Coming?')
  const place = await client.sendLocation({ chatId, latitude: 1, longitude: 2 })
  expect((await seen(place.idMessage)).location).toMatchObject({ latitude: 1, longitude: 2 })
  const card = await client.sendContact({ chatId, contact: { phoneContact: 15550410003, firstName: 'Other' } })
  expect((await seen(card.idMessage)).contacts?.[0]?.name).toBe('Other')
  const forward = { chatId: otherId, chatIdFrom: chatId, messages: [hello.idMessage] }
  const [forwarded] = (await client.forwardMessages(forward)).messages
  expect((await other.waitFor(({ id }) => id === forwarded)).text).toBe('Hello')
  await client.editMessage({ chatId, idMessage: hello.idMessage, message: 'Hello you' })
  await friend.waitFor(({ id, edited }) => id === hello.idMessage && edited === true)
  await client.deleteMessage({ chatId, idMessage: hello.idMessage })
  await friend.waitFor(({ id, deleted }) => id === hello.idMessage && deleted === true)
  await expect.poll(() => client.showMessagesQueue()).toEqual([])
  expect(await client.clearMessagesQueue()).toEqual({ isCleared: true })

  // receiving and journals
  const { id: asked } = await friend.send(owner.number, {
    media: { kind: 'image', data: jpeg, mimeType: 'image/jpeg' },
  })
  for (let told = ''; told !== asked;) {
    const notification = await client.receiveNotification(5)
    if (!notification) continue
    told = String((notification.body as unknown as { idMessage?: string }).idMessage)
    expect((await client.deleteNotification(notification.receiptId)).result).toBe(true)
  }
  expect((await client.downloadFile({ chatId, idMessage: asked })).downloadUrl).toMatch(/^http/)
  expect((await client.getMessage({ chatId, idMessage: asked })).idMessage).toBe(asked)
  expect((await client.getChatHistory({ chatId, count: 100 })).map(({ idMessage }) => idMessage)).toContain(asked)
  expect((await client.lastIncomingMessages(5)).map(({ idMessage }) => idMessage)).toEqual([asked])
  expect((await client.lastOutgoingMessages(5)).map(({ idMessage }) => idMessage)).toContain(poll.idMessage)
  expect(await client.readChat({ chatId })).toEqual({ setRead: true })

  // people
  expect((await client.checkWhatsapp({ phoneNumber: Number(friend.number) })).existsWhatsapp).toBe(true)
  friend.changeProfile({ picture: jpeg })
  expect((await client.getAvatar({ chatId })).urlAvatar).toBe(friend.state().picture)
  expect(await client.addContact({ chatId, firstName: 'Robin' })).toEqual({ addContact: true })
  expect(await client.editContact({ chatId, firstName: 'Rob' })).toEqual({ editContact: true })
  expect(owner.state().contacts[friend.number]).toBe('Rob')
  expect((await client.getContacts()).map(({ id }) => id)).toContain(chatId)
  expect((await client.getContactInfo({ chatId })).contactName).toBe('Rob')
  await client.archiveChat({ chatId })
  expect(owner.chats()).toMatchObject([{ chat: friend.number, archived: true }])
  await client.unarchiveChat({ chatId })
  expect(owner.chats()).toEqual([])
  await client.setDisappearingChat({ chatId, ephemeralExpiration: 86_400 })
  await expect.poll(() => friend.chats()).toMatchObject([{ timer: 86_400 }])

  // statuses
  const participants = [chatId]
  const text = await client.sendTextStatus({ message: 'Open', participants })
  expect((await seen(text.idMessage)).chat).toBe('status@broadcast')
  const voice = { urlFile: `${host.url}/hello.mp3`, fileName: 'hello.mp3', participants }
  expect((await seen((await client.sendVoiceStatus(voice)).idMessage)).type).toBe('audio')
  const media = { urlFile: `${host.url}/bike.jpg`, fileName: 'bike.jpg', participants }
  expect((await seen((await client.sendMediaStatus(media)).idMessage)).type).toBe('image')
  const viewers = () => client.getStatusStatistic({ idMessage: text.idMessage })
  await expect.poll(viewers).toMatchObject([{ participant: chatId, status: 'delivered' }])
  expect(await client.getOutgoingStatuses({ minutes: 5 })).toHaveLength(3)
  const { id: theirs } = await friend.send('status@broadcast', { text: 'On my way', viewers: [owner.number] })
  await expect.poll(() => client.getIncomingStatuses({ minutes: 5 })).toMatchObject([{ idMessage: theirs }])
  await client.deleteStatus({ idMessage: text.idMessage })
  await friend.waitFor(({ id, deleted }) => id === text.idMessage && deleted === true)
  expect(await client.deleteContact({ chatId })).toEqual({ deleteContact: true })

  // groups
  const { chatId: groupId } = await client.createGroup({ groupName: 'Ride', chatIds: [chatId] })
  const member = { groupId, participantChatId: otherId }
  expect(await client.addGroupParticipant(member)).toEqual({ addParticipant: true })
  expect(await client.setGroupAdmin(member)).toEqual({ setGroupAdmin: true })
  expect(await client.removeAdmin(member)).toEqual({ removeAdmin: true })
  expect(await client.removeGroupParticipant(member)).toEqual({ removeParticipant: true })
  expect(await client.updateGroupName({ groupId, groupName: 'Sunday ride' })).toEqual({ updateGroupName: true })
  expect(await client.setGroupPicture({ groupId, file: picture() })).toMatchObject({ setGroupPicture: true })
  expect((await client.getGroupData({ groupId })).subject).toBe('Sunday ride')
  expect(await client.leaveGroup({ groupId })).toMatchObject({ leaveGroup: true })
  const state = network.sandbox.state().groups.find(({ id }) => id === groupId)
  expect(state?.members.map(({ number }) => number)).toEqual([friend.number])

  expect(await client.reboot()).toEqual({ isReboot: true })
  // a session that comes back refuses it
  const out = () => client.logout().catch(() => undefined)
  await expect.poll(out, { interval: 300 }).toEqual({ isLogout: true })
  await untilState(instance, 'notAuthorized')
  expect(METHODS.filter((name) => !used.has(name))).toEqual([])
}, 120_000)
