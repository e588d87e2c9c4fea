import { expect } from 'vitest'
import sharp from 'sharp'
import type { TestInstance } from '../client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

/** A picture of one colour: what a phone shows of it can be told from any other. */
const picture = (background: string) =>
  sharp({ create: { width: 700, height: 700, channels: 3, background } })
    .jpeg()
    .toBuffer()

async function setGroupPicture({ idInstance, apiTokenInstance }: TestInstance, groupId: string, jpeg: Buffer) {
  const form = new FormData()
  form.set('groupId', groupId)
  form.set('file', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'group.jpg')
  const url = `${scene.network.apiUrl}/waInstance${idInstance}/setGroupPicture/${apiTokenInstance}`
  const answer = await fetch(url, { method: 'POST', body: form })
  expect(answer.status).toBe(200)
  return (await answer.json()) as object
}

covers(['checkWhatsapp'], 'numbers are looked up in every form, and what is none is named', async () => {
  const { instance, friend } = await scene.linked()
  const found = { existsWhatsapp: true, chatId: `${friend.lid}@lid` }
  const check = (body: object) => instance.call('checkWhatsapp', body)
  expect(await check({ chatId: `${friend.number}@c.us` })).toEqual(found)
  expect(await check({ chatId: friend.number })).toEqual(found)
  expect(await check({ chatId: `${friend.lid}@lid` })).toEqual(found)
  expect(await check({ phoneNumber: Number(friend.number) })).toEqual(found)
  expect(await check({ phoneNumber: friend.number })).toEqual(found)
  expect(await check({ phoneNumber: 15550999999 })).toEqual({ existsWhatsapp: false, chatId: '' })
  expect(await check({ chatId: '987654321987654@lid' })).toEqual({ existsWhatsapp: false, chatId: '' })
  const short = 'bad phone number, valid from 11 to 16 digits'
  await expect(check({ phoneNumber: 0 })).rejects.toThrow(short)
  await expect(check({ chatId: '1234567@c.us' })).rejects.toThrow(short)
  const digits = "Wrong format. 'phoneNumber' must contain only digits"
  await expect(check({ phoneNumber: '+15550104477' })).rejects.toThrow(digits)
  await expect(check({})).rejects.toThrow('400 ')
  await expect(check({})).rejects.toThrow("Validation failed. Details: 'value' must have at least 1 key")
  await expect(check({ phoneNumber: friend.number, chatId: friend.number })).rejects.toThrow('exclusive peers')
})

covers(['getAvatar'], 'pictures of people and groups are found, and hidden ones are told as such', async () => {
  const { instance, owner } = await scene.linked()
  const friend = scene.newPhone()
  const avatar = (chatId: string) => instance.call('getAvatar', { chatId })
  const chatId = `${friend.number}@c.us`
  expect(await avatar(chatId)).toEqual({ urlAvatar: '', available: true })
  friend.changeProfile({ picture: await picture('#1e8c1e') })
  const shown = { urlAvatar: friend.state().picture, available: true }
  expect(await avatar(chatId)).toEqual(shown)
  expect(await avatar(`${friend.lid}@lid`)).toEqual(shown)
  friend.changePrivacy({ profile: 'none' })
  expect(await avatar(chatId)).toEqual({ urlAvatar: '', available: false })
  friend.saveContacts({ [owner.number]: 'The owner' })
  friend.changePrivacy({ profile: 'contact_blacklist' })
  expect(await avatar(chatId)).toEqual(shown)
  friend.changePrivacy({ listed: { profile: [owner.number] } })
  expect(await avatar(chatId)).toEqual({ urlAvatar: '', available: false })
  const { id } = friend.createGroup('Hers', [owner.number])
  expect(await avatar(id)).toEqual({ urlAvatar: '', available: true })
})

covers(
  ['setGroupPicture'],
  'the members see the picture of the group, and only admins set that of a locked one',
  async () => {
    const { instance, owner, friend } = await scene.linked()
    const { id } = friend.createGroup('Hers', [owner.number])
    const answer = await setGroupPicture(instance, id, await picture('#c81e1e'))
    const state = scene.network.sandbox.state().groups.find((group) => group.id === id)
    expect(answer).toEqual({ setGroupPicture: true, urlAvatar: state?.picture, reason: null })
    expect((await sharp(friend.picture(id)).stats()).dominant).toMatchObject({ r: 200, b: 24 })
    const { id: locked } = friend.createGroup('Locked', [owner.number])
    friend.inGroup(locked, { act: 'set', locked: true })
    const refused = { setGroupPicture: false, urlAvatar: null, reason: 'forbidden' }
    expect(await setGroupPicture(instance, locked, await picture('#000'))).toEqual(refused)
    expect(friend.picture(locked)).toBeUndefined()
  },
)

covers(['getContactInfo'], 'a card holds the picture, the name and what a business tells', async () => {
  const { instance, owner } = await scene.linked()
  const shop = scene.newPhone('Corner shop')
  const chatId = `${shop.number}@c.us`
  const card = () => instance.call('getContactInfo', { chatId })
  expect(await card()).toMatchObject({ chatId, name: '', isBusiness: false, avatar: '', description: '' })
  const business = { description: 'Bread and rolls', email: 'shop@corner.example', category: 'Bakery' }
  shop.changeProfile({ business, picture: await picture('#1e1ec8') })
  const { id } = await shop.send(owner.number, { text: 'We are open' })
  await instance.until(({ idMessage }) => idMessage === id)
  expect(await card()).toMatchObject({
    ...business,
    avatar: shop.state().picture,
    name: 'Corner shop',
    contactName: '',
    isBusiness: true,
    lastSeen: null,
  })
  const group = instance.call('getContactInfo', { chatId: '120363011112222333@g.us' })
  await expect(group).rejects.toThrow('does not support group chats')
})

covers(['getDeviceInfo'], 'the platform is that of the phone, and what is not told stays empty', async () => {
  const { instance } = await scene.linked()
  expect(await instance.call('getDeviceInfo')).toMatchObject({ platform: 'android', deviceModel: '', battery: 0 })
})

covers(['getContacts'], 'contacts are the people and groups met, under the names they gave themselves', async () => {
  const { instance, owner } = await scene.newLinked()
  const friend = scene.newPhone('Robin')
  const { id: group } = friend.createGroup('Sunday ride', [owner.number])
  for (const to of [owner.number, group]) {
    const { id } = await friend.send(to, { text: 'Hello' })
    await instance.until(({ idMessage }) => idMessage === id)
  }
  const contacts = (query = {}) => instance.call('getContacts', undefined, { query })
  const robin = { id: `${friend.number}@c.us`, name: 'Robin', contactName: '', type: 'user' }
  const ride = { id: group, name: 'Sunday ride', contactName: '', type: 'group' }
  expect(await contacts({ group: 'true' })).toEqual([ride])
  expect(await contacts({ group: 'false' })).toContainEqual(robin)
  expect(await contacts({ group: 'false' })).not.toContainEqual(ride)
  expect(await contacts()).toEqual(expect.arrayContaining([robin, ride]))
  expect(await contacts({ count: 1 })).toHaveLength(1)
})
