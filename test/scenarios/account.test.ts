import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { readAudit } from '../../src/audit/audit.ts'
import { createInstance, instanceOf, untilState, type TestInstance } from '../client.ts'
import { readQr } from '../read-qr.ts'
import { scenes } from '../scenes.ts'

interface Frame {
  type: string
  message: string
}

const scene = scenes(import.meta.url)
const { covers } = scene
const READS_ALL = { incomingWebhook: 'yes', stateWebhook: 'yes' }

covers(
  ['getStateInstance', 'getStatusInstance', 'getStateInstanceHistory'],
  'the state follows the phone: linked, then unlinked on it',
  async () => {
    const { instance, owner } = await scene.newLinked()
    expect(await instance.call('getStatusInstance')).toEqual({ statusInstance: 'online' })
    owner.unlink()
    await expect.poll(() => instance.call('getStateInstance')).toEqual({ stateInstance: 'notAuthorized' })
    expect(await instance.call('getStatusInstance')).toEqual({ statusInstance: 'offline' })
    const history = (await instance.call('getStateInstanceHistory')) as object[]
    const wid = `${owner.number}@c.us`
    expect(history).toMatchObject([
      { stateInstance: 'notAuthorized', phoneNumber: wid },
      { stateInstance: 'authorized', phoneNumber: wid },
      { stateInstance: 'notAuthorized', phoneNumber: '', reason: 'created' },
    ])
    expect(await instance.call('getStateInstanceHistory', undefined, { query: { count: 1 } })).toHaveLength(1)
  },
)

covers(['getSettings'], 'the settings name the phone that was linked', async () => {
  const instance = await createInstance(scene.network)
  expect(await instance.call('getSettings')).toMatchObject({ wid: '' })
  const phone = scene.newPhone()
  await phone.scan(await shownQr(instance))
  await untilState(instance, 'authorized')
  expect(await instance.call('getSettings')).toMatchObject({ wid: `${phone.number}@c.us` })
})

covers(['setSettings'], 'with the setting on, a friend sees at once that his message was read', async () => {
  const { instance, owner, friend } = await scene.newLinked(READS_ALL)
  const statusOf = async (text: string) => {
    const { id } = await friend.send(owner.number, { text })
    await instance.until(({ idMessage }) => idMessage === id)
    return () => friend.messages().find((message) => message.id === id)?.status
  }
  const before = await statusOf('Nobody reads this')
  expect(await instance.call('setSettings', { markIncomingMessagesReaded: 'yes', autoTyping: 2 })).toEqual({
    saveSettings: true,
  })
  expect(await instance.call('getSettings')).toMatchObject({
    ...READS_ALL,
    markIncomingMessagesReaded: 'yes',
    autoTyping: 2,
  })
  await expect.poll(await statusOf('Is this read?')).toBe('read')
  expect(before()).toBe('delivered')
})

covers(['getWaSettings', 'getAccountSettings'], 'the data of the account are those of the phone', async () => {
  const instance = await createInstance(scene.network)
  const nobody = { avatar: '', phone: '', deviceId: '', stateInstance: 'notAuthorized' }
  expect(await instance.call('getWaSettings')).toEqual(nobody)
  expect(await instance.call('getAccountSettings')).toMatchObject(nobody)
  const phone = scene.newPhone('Harbour office')
  const { device } = await phone.scan(await shownQr(instance))
  await untilState(instance, 'authorized')
  const account = {
    avatar: '',
    phone: phone.number,
    deviceId: `${phone.number}:${device}@s.whatsapp.net`,
    chatId: `${phone.number}@c.us`,
    stateInstance: 'authorized',
  }
  expect(await instance.call('getWaSettings')).toEqual(account)
  await phone.send(scene.newPhone().number, { text: 'The network tells a name with what is written under it' })
  await expect.poll(() => instance.call('getAccountSettings')).toEqual({ ...account, name: 'Harbour office' })
})

covers(['reboot'], 'a reboot reconnects the same device, and messages go on', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  const [device] = owner.state().devices
  expect(await instance.call('reboot')).toEqual({ isReboot: true })
  await instance.until(({ stateInstance }) => stateInstance === 'starting')
  const { id } = await friend.send(owner.number, { text: 'Are you back?' })
  await instance.until(({ idMessage }) => idMessage === id)
  await untilState(instance, 'authorized')
  expect(owner.state().devices.map((one) => one.device)).toEqual([device?.device])
})

covers(['logout'], 'a logout takes the device off the phone', async () => {
  const { instance, owner } = await scene.newLinked()
  expect(owner.state().devices).toHaveLength(1)
  expect(await instance.call('logout')).toEqual({ isLogout: true })
  await untilState(instance, 'notAuthorized')
  expect(owner.state().devices).toEqual([])
})

covers(['qr'], 'the picture is the code that links the phone', async () => {
  const instance = await createInstance(scene.network)
  const phone = scene.newPhone()
  await phone.scan(await shownQr(instance))
  expect(phone.state().devices).toHaveLength(1)
  await untilState(instance, 'authorized')
  expect(await instance.call('qr')).toEqual({
    type: 'alreadyLogged',
    message: 'instance account already authorized',
  })
})

covers(['scanqrcode'], 'a watcher on the socket is shown the code and told of the scan', async () => {
  const instance = await createInstance(scene.network)
  const phone = scene.newPhone()
  const address = scene.network.apiUrl.replace(/^http/, 'ws')
  const socket = new WebSocket(`${address}/waInstance${instance.idInstance}/scanqrcode/${instance.apiTokenInstance}`)
  const frames: Frame[] = []
  const closed = new Promise<number>((resolve, reject) => {
    socket.on('close', resolve)
    socket.on('error', reject)
  })
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame))
  await expect.poll(() => frames[0]?.type).toBe('qrCode')
  await phone.scan(readQr(frames[0]?.message ?? ''))
  expect(await closed).toBe(1000)
  expect(frames.at(-1)).toEqual({ type: 'alreadyLogged', message: 'instance account already authorized' })
  expect(phone.state().devices).toHaveLength(1)
})

covers(['getAuthorizationCode'], 'the code typed on the phone links it', async () => {
  const instance = await createInstance(scene.network)
  const phone = scene.newPhone()
  const answer = await instance.call('getAuthorizationCode', { phoneNumber: Number(phone.number) })
  const { status, code } = answer as { status: boolean; code: string }
  expect(status).toBe(true)
  await phone.enterCode(code)
  await untilState(instance, 'authorized')
  expect(phone.state().devices).toHaveLength(1)
})

covers(['updateApiToken'], 'the new token sends to the phone, the old one no more', async () => {
  const { instance, friend } = await scene.newLinked()
  const { apiTokenInstance } = (await instance.call('updateApiToken')) as { apiTokenInstance: string }
  const letter = { chatId: `${friend.number}@c.us`, message: 'With the new key' }
  await expect(instance.call('sendMessage', letter)).rejects.toThrow('401')
  const renewed = instanceOf(scene.network, instance.idInstance, apiTokenInstance)
  const { idMessage } = (await renewed.call('sendMessage', letter)) as { idMessage: string }
  expect((await friend.waitFor(({ id }) => id === idMessage)).text).toBe('With the new key')
  const actor = `instance/${instance.idInstance}`
  const { store } = scene.network.gateway.ports
  expect(await store.read(readAudit, { before: '', limit: 5 })).toContainEqual(
    expect.objectContaining({ action: 'instanceTokenChanged', actor, subject: actor }),
  )
})

covers(['issueLinkPage', 'linkState'], 'the holder of a one-time link sees the code and links his phone', async () => {
  const instance = await createInstance(scene.network)
  const phone = scene.newPhone()
  const { url, expiresAt } = await issueLink(instance)
  expect(Math.abs(expiresAt - Date.now() / 1000 - 900)).toBeLessThan(60)
  const shown = async () => (await callLink(url, 'linkState')) as Frame
  const { type, message } = await shown()
  expect(type).toBe('qrCode')
  await phone.scan(readQr(message))
  await untilState(instance, 'authorized')
  expect(phone.state().devices).toHaveLength(1)
  expect((await shown()).type).toBe('alreadyLogged')
  phone.unlink()
  await untilState(instance, 'notAuthorized')
  expect(await shown()).toEqual({ type: 'error', message: 'This link was used. Ask for a new one' })
})

covers(['linkCode'], 'the holder of a one-time link gets a code to type', async () => {
  const instance = await createInstance(scene.network)
  const phone = scene.newPhone()
  const { url } = await issueLink(instance)
  const { status, code } = (await callLink(url, 'linkCode', { phoneNumber: Number(phone.number) })) as {
    status: boolean
    code: string
  }
  expect(status).toBe(true)
  await phone.enterCode(code)
  await untilState(instance, 'authorized')
  expect(phone.state().devices).toHaveLength(1)
})

async function shownQr(instance: TestInstance): Promise<string> {
  const { type, message } = (await instance.call('qr')) as Frame
  expect(type, message).toBe('qrCode')
  return readQr(message)
}

const issueLink = async (instance: TestInstance) =>
  (await instance.call('issueLinkPage', { lifetimeSeconds: 900 })) as { url: string; expiresAt: number }

/** A call of the link family with the token of a page's address. */
async function callLink(page: string, method: string, body?: object): Promise<unknown> {
  const token = new URL(page).pathname.split('/').at(-1)
  const answer = await fetch(`${scene.network.apiUrl}/link/${method}/${token}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
  return await answer.json()
}
