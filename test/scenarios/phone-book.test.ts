import { expect } from 'vitest'
import { createInstance, link } from '../client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

const eventually = (look: () => unknown) => expect.poll(look)

covers(
  ['addContact', 'editContact', 'deleteContact', 'getContacts', 'getContactInfo'],
  'the phone book is one: what either side writes, the other shows',
  async () => {
    const owner = scene.newPhone()
    const [friend, aunt] = [scene.newPhone('Ann'), scene.newPhone('Rose')]
    // saved long before the account was linked
    owner.saveContact(aunt.number, 'Aunt Rose')
    const instance = await createInstance(scene.network)
    await link(scene.network, instance, owner.number)
    const chatId = `${friend.number}@c.us`
    const contacts = async () =>
      (
        (await instance.call('getContacts', undefined, { query: { group: 'false' } })) as { contactName: string }[]
      ).filter(({ contactName }) => contactName !== '')
    const rose = { id: `${aunt.number}@c.us`, name: 'Aunt Rose', contactName: 'Aunt Rose', type: 'user' }
    await eventually(contacts).toEqual([rose])

    const added = await instance.call('addContact', { chatId, firstName: 'Ann', lastName: 'Vale' })
    expect(added).toEqual({ addContact: true })
    expect(owner.state().contacts).toEqual({ [aunt.number]: 'Aunt Rose', [friend.number]: 'Ann Vale' })
    expect(await contacts()).toContainEqual({ ...rose, id: chatId, name: 'Ann Vale', contactName: 'Ann Vale' })
    const again = instance.call('addContact', { chatId, firstName: 'Ann' })
    await expect(again).rejects.toThrow(`{"message":"Contact ${chatId} already exists"}`)
    const nobody = instance.call('addContact', { chatId: '15550999997@c.us', firstName: 'Nobody' })
    await expect(nobody).rejects.toThrow('{"message":"15550999997@c.us is not on WhatsApp"}')

    expect(await instance.call('editContact', { chatId, firstName: 'Annie', lastName: null })).toEqual({
      editContact: true,
    })
    expect(owner.state().contacts[friend.number]).toBe('Annie')
    expect(await instance.call('getContactInfo', { chatId })).toMatchObject({ contactName: 'Annie' })
    const { id } = await friend.send(owner.number, { text: 'Guess who' })
    const { senderData } = await instance.until(({ idMessage }) => idMessage === id)
    expect(senderData).toMatchObject({ senderName: 'Ann', senderContactName: 'Annie', chatName: 'Annie' })

    expect(await instance.call('deleteContact', { chatId })).toEqual({ deleteContact: true })
    expect(owner.state().contacts).toEqual({ [aunt.number]: 'Aunt Rose' })
    owner.saveContact(friend.number, 'My friend')
    await eventually(contacts).toContainEqual(expect.objectContaining({ id: chatId, contactName: 'My friend' }))
    owner.saveContact(aunt.number, null)
    await eventually(async () => (await contacts()).map(({ contactName }) => contactName)).toEqual(['My friend'])
  },
)

covers(
  ['getContacts'],
  'a whole phone book renamed at once comes as a file; one that is damaged is refused, and nothing of it is lost',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const names = (suffix: string) =>
      Object.fromEntries(Array.from({ length: 500 }, (_, at) => [String(15560000000 + at), `Rider ${at} ${suffix}`]))
    const contacts = async () =>
      ((await instance.call('getContacts', undefined, { query: { group: 'false' } })) as { contactName: string }[])
        .map(({ contactName }) => contactName)
        .filter((name) => name.startsWith('Rider'))
        .sort()
    const all = (suffix: string) => Object.values(names(suffix)).sort()
    owner.saveContacts(names('one'))
    await eventually(contacts).toEqual(all('one'))
    const chatId = `${friend.number}@c.us`
    const { id: said } = await friend.send(owner.number, { text: 'Hello' })
    await instance.until(({ idMessage }) => idMessage === said)
    for (const [how, method] of [
      ['lost', 'archiveChat'],
      ['spoilt', 'unarchiveChat'],
      ['forged', 'archiveChat'],
    ] as const) {
      owner.spoilAppState(how)
      owner.saveContacts(names(how))
      // once the notice is taken, the account's next change stands behind the reading that it began
      await eventually(() => owner.state().devices[0]?.queued).toBe(0)
      await instance.call(method, { chatId })
      expect(await contacts(), how).toEqual(all('one'))
    }
    owner.spoilAppState(null)
    owner.saveContact(friend.number, 'Rider of all')
    await eventually(contacts).toEqual(['Rider of all', ...all('forged')].sort())
  },
)

covers(
  ['archiveChat', 'unarchiveChat', 'getChats'],
  'a chat that one side archives is archived on the other',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    const archived = async () =>
      ((await instance.call('getChats')) as { archive: boolean }[]).map((chat) => chat.archive)
    await expect(instance.call('archiveChat', { chatId })).rejects.toThrow(
      `ArchiveChatError: chat with id ${chatId} not found`,
    )
    const { id } = await friend.send(owner.number, { text: 'Put me away' })
    await instance.until(({ idMessage }) => idMessage === id)
    expect(await instance.call('archiveChat', { chatId })).toBeUndefined()
    expect(owner.chats()).toEqual([{ chat: friend.number, timer: 0, archived: true }])
    expect(await archived()).toEqual([true])
    await expect(instance.call('archiveChat', { chatId })).rejects.toThrow('already archive=true')
    expect(await instance.call('unarchiveChat', { chatId })).toBeUndefined()
    expect(owner.chats()).toEqual([])
    expect(await archived()).toEqual([false])
    owner.archive(friend.number, true)
    await eventually(archived).toEqual([true])
    const other = scene.newPhone()
    await instance.call('sendMessage', { chatId: `${other.number}@c.us`, message: 'Hello' })
    await other.waitFor(({ text }) => text === 'Hello')
    await expect(instance.call('archiveChat', { chatId: `${other.number}@c.us` })).rejects.toThrow(
      'last message not found in chat',
    )
  },
)

covers(
  ['deleteMessage', 'getMessage'],
  'a message deleted on the own side alone is gone there, and stays with the friend',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const chatId = `${friend.number}@c.us`
    const { idMessage } = (await instance.call('sendMessage', { chatId, message: 'Not here' })) as { idMessage: string }
    const { id: theirs } = await friend.send(owner.number, { text: 'Nor this' })
    for (const phone of [owner, friend]) await phone.waitFor(({ id }) => id === idMessage)
    await owner.waitFor(({ id }) => id === theirs)
    await instance.until((body) => body['idMessage'] === theirs)
    for (const id of [idMessage, theirs])
      expect(await instance.call('deleteMessage', { chatId, idMessage: id, onlySenderDelete: true })).toBeUndefined()
    expect(owner.messages()).toEqual([])
    const left = friend.messages().filter(({ deleted }) => !deleted)
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set([idMessage, theirs]))
    const isDeleted = async (id: string) =>
      ((await instance.call('getMessage', { chatId, idMessage: id })) as { isDeleted?: true }).isDeleted
    await eventually(() => isDeleted(idMessage)).toBe(true)
    await eventually(() => isDeleted(theirs)).toBe(true)
  },
)

covers(['sendTextStatus'], 'a status for everybody goes to the phone book', async () => {
  const { instance, owner, friend } = await scene.newLinked()
  const stranger = scene.newPhone()
  const { id } = await stranger.send(owner.number, { text: 'Who are you?' })
  await instance.until(({ idMessage }) => idMessage === id)
  await instance.call('addContact', { chatId: `${friend.number}@c.us`, firstName: 'Robin' })
  await instance.call('sendTextStatus', { message: 'Good morning' })
  await friend.waitFor(({ text, chat }) => text === 'Good morning' && chat === 'status@broadcast')
  await owner.waitFor(({ text }) => text === 'Good morning')
  expect(stranger.messages().map(({ text }) => text)).toEqual(['Who are you?'])
})
