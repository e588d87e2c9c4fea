import { expect } from 'vitest'
import type { PhoneMessage } from '../../sandbox/src/api.ts'
import { LOUD } from '../client.ts'
import { scenes, type Linked } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

const SETTINGS = {
  ...LOUD,
  pollMessageWebhook: 'yes',
  editedMessageWebhook: 'yes',
  deletedMessageWebhook: 'yes',
  delaySendMessagesMilliseconds: 0,
}
let made: Promise<Linked> | undefined

/** The file's linked instance, a chat of it, and the phone on the chat's other side. */
async function common() {
  const { instance, owner, friend } = await (made ??= scene.newLinked(SETTINGS))
  return { instance, owner, grace: friend, chatId: `${friend.number}@c.us`, own: owner.number }
}

/** Sends, and answers with the id, what the phone shows and what the API was told. */
async function sent(method: string, body: object): Promise<{ id: string; shown: PhoneMessage; told: unknown }> {
  const { instance, grace, chatId } = await common()
  const { idMessage: id } = (await instance.call(method, { chatId, ...body })) as { idMessage: string }
  const shown = await grace.waitFor((message) => message.id === id)
  const about = ({ typeWebhook, idMessage }: Record<string, unknown>) =>
    typeWebhook === 'outgoingAPIMessageReceived' && idMessage === id
  const { messageData } = await instance.until(about)
  return { id, shown, told: messageData }
}

/** The notification of something that the phone's person did. */
async function heard(id: string): Promise<unknown> {
  const { instance } = await common()
  const about = ({ typeWebhook, idMessage }: Record<string, unknown>) =>
    typeWebhook === 'incomingMessageReceived' && idMessage === id
  return (await instance.until(about))['messageData']
}

covers(['sendLocation'], 'a place arrives where it was put, answering a message', async () => {
  const { grace, own } = await common()
  const { id: asked } = await grace.send(own, { text: 'Where are you?' })
  await heard(asked)
  const place = {
    nameLocation: 'Harbour Bikes',
    address: '4 Harbour Lane',
    latitude: 44.046236,
    longitude: -123.022029,
  }
  const { shown, told } = await sent('sendLocation', { ...place, quotedMessageId: asked })
  expect(shown).toMatchObject({
    type: 'location',
    location: { latitude: 44.046236, longitude: -123.022029, name: 'Harbour Bikes', address: '4 Harbour Lane' },
    quoted: { id: asked, text: 'Where are you?' },
  })
  expect(told).toMatchObject({
    typeMessage: 'locationMessage',
    locationMessageData: { ...place, isForwarded: false },
    quotedMessage: { stanzaId: asked, textMessage: 'Where are you?' },
  })
})

covers(['sendContact'], 'a contact card has the number and the names', async () => {
  const { instance, chatId } = await common()
  const contact = { phoneContact: 15550104490, firstName: 'Front', lastName: 'Desk', company: '' }
  const { shown, told } = await sent('sendContact', { contact })
  expect(shown.contacts).toEqual([{ name: 'Front Desk', vcard: expect.stringContaining('waid=15550104490') as string }])
  expect(told).toMatchObject({ typeMessage: 'contactMessage', contactMessageData: { displayName: 'Front Desk' } })
  await expect(instance.call('sendContact', { chatId, contact: { phoneContact: 15550104490 } })).rejects.toThrow(
    "'contact' must contain at least one of",
  )
})

covers(['sendPoll'], 'a poll is voted on, the vote changes and is withdrawn', async () => {
  const { instance, grace, chatId, own } = await common()
  const options = [{ optionName: 'Monday' }, { optionName: 'Thursday' }]
  const { id, shown, told } = await sent('sendPoll', { message: 'Which day?', options })
  expect(shown.poll).toMatchObject({ name: 'Which day?', options: ['Monday', 'Thursday'], multipleAnswers: false })
  expect(told).toEqual({
    typeMessage: 'pollMessage',
    pollMessageData: { name: 'Which day?', options, multipleAnswers: false },
  })
  const votes = (monday: string[], thursday: string[]) => ({
    typeMessage: 'pollUpdateMessage',
    pollMessageData: {
      stanzaId: id,
      name: 'Which day?',
      votes: [
        { optionName: 'Monday', optionVoters: monday },
        { optionName: 'Thursday', optionVoters: thursday },
      ],
      multipleAnswers: false,
    },
  })
  const vote = async (chosen: string[]) => heard((await grace.send(own, { vote: { id, options: chosen } })).id)
  expect(await vote(['Thursday'])).toEqual(votes([], [chatId]))
  expect(await vote(['Monday'])).toEqual(votes([chatId], []))
  expect(await vote([])).toEqual(votes([], []))
  await expect(
    instance.call('sendPoll', { chatId, message: 'Same?', options: [options[0], options[0]] }),
  ).rejects.toThrow("'options' contains a duplicate value")
})

covers(['sendInteractiveButtons'], 'buttons are shown with what they do', async () => {
  const { instance, chatId } = await common()
  const buttons = [
    { type: 'copy', buttonId: 'c1', buttonText: 'Copy code', copyCode: 'RIDE-15' },
    { type: 'call', buttonId: 'c2', buttonText: 'Ring us', phoneNumber: '15550104490' },
    { type: 'url', buttonId: 'c3', buttonText: 'Our page', url: 'https://www.example.org/orders' },
  ]
  const { shown, told } = await sent('sendInteractiveButtons', {
    header: 'Order 2201',
    body: 'How shall we go on?',
    footer: 'Harbour Bikes',
    buttons,
  })
  expect(shown.buttons).toMatchObject({
    title: 'Order 2201',
    body: 'How shall we go on?',
    footer: 'Harbour Bikes',
    buttons: [
      { kind: 'cta_copy', id: 'c1', text: 'Copy code', value: 'RIDE-15' },
      { kind: 'cta_call', id: 'c2', text: 'Ring us', value: '15550104490' },
      { kind: 'cta_url', id: 'c3', text: 'Our page', value: 'https://www.example.org/orders' },
    ],
  })
  expect(told).toEqual({
    typeMessage: 'interactiveButtons',
    interactiveButtons: {
      titleText: 'Order 2201',
      contentText: 'How shall we go on?',
      footerText: 'Harbour Bikes',
      buttons,
    },
  })
  await expect(
    instance.call('sendInteractiveButtons', {
      chatId,
      body: 'x',
      buttons: [{ type: 'url', buttonId: 'a', buttonText: 'b' }],
    }),
  ).rejects.toThrow("'url' is required")
})

covers(['sendInteractiveButtonsReply'], 'a pressed reply button says which one, and of which message', async () => {
  const { grace, own } = await common()
  const buttons = [
    { buttonId: 'y', buttonText: 'Yes' },
    { buttonId: 'n', buttonText: 'No' },
  ]
  const { id, told } = await sent('sendInteractiveButtonsReply', { body: "Does 9 o'clock suit you?", buttons })
  expect(told).toMatchObject({
    typeMessage: 'interactiveButtons',
    interactiveButtons: { buttons: [{ type: 'reply' }, {}] },
  })
  const press = await grace.send(own, { press: { id, buttonId: 'n' } })
  expect(await heard(press.id)).toEqual({
    typeMessage: 'templateButtonsReplyMessage',
    templateButtonReplyMessage: { stanzaId: id, selectedIndex: 1, selectedId: 'n', selectedDisplayText: 'No' },
  })
})

covers(['editMessage'], 'an edit changes the text on the phone and marks the entry of the journal', async () => {
  const { instance, grace, chatId } = await common()
  const { id } = await sent('sendMessage', { message: 'Your bike is redy.' })
  const { idMessage } = (await instance.call('editMessage', {
    chatId,
    idMessage: id,
    message: 'Your bike is ready.',
  })) as { idMessage: string }
  expect(idMessage).not.toBe(id)
  const shown = await grace.waitFor((message) => message.id === id && message.edited === true)
  expect(shown).toMatchObject({ text: 'Your bike is ready.' })
  const told = await instance.until(
    ({ typeWebhook, idMessage: about }) => typeWebhook === 'outgoingAPIMessageReceived' && about === idMessage,
  )
  expect(told['messageData']).toEqual({
    typeMessage: 'editedMessage',
    editedMessageData: { textMessage: 'Your bike is ready.', stanzaId: id },
  })
  expect(await instance.call('getMessage', { chatId, idMessage: id })).toMatchObject({ isEdited: true })
  await expect(
    instance.call('editMessage', { chatId, idMessage: '3EB0000000000000000000', message: 'x' }),
  ).rejects.toThrow('Message by id not found')
})

covers(['receiveNotification'], 'what a person edits, removes and reacts to is told', async () => {
  const { instance, grace, chatId, own } = await common()
  const { id } = await grace.send(own, { text: 'Is it redy?' })
  await heard(id)
  const edit = await grace.send(own, { edit: { id, text: 'Is it ready?' } })
  expect(await heard(edit.id)).toEqual({
    typeMessage: 'editedMessage',
    editedMessageData: { textMessage: 'Is it ready?', stanzaId: id },
  })
  const reaction = await grace.send(own, { react: { id, emoji: '🎉' } })
  expect(await heard(reaction.id)).toMatchObject({
    typeMessage: 'reactionMessage',
    extendedTextMessageData: { text: '🎉' },
    quotedMessage: { stanzaId: id },
  })
  const removal = await grace.send(own, { remove: { id } })
  expect(await heard(removal.id)).toEqual({ typeMessage: 'deletedMessage', deletedMessageData: { stanzaId: id } })
  expect(await instance.call('getMessage', { chatId, idMessage: id })).toMatchObject({
    isEdited: true,
    isDeleted: true,
  })
})

covers(['forwardMessages'], 'messages are forwarded in order, a file without a second upload', async () => {
  const { instance, grace, chatId, own } = await common()
  const file = Buffer.from('a small plan')
  const other = scene.newPhone()
  const text = await grace.send(own, { text: 'Read this' })
  const plan = await grace.send(own, {
    media: { kind: 'document', data: file, mimeType: 'text/plain', fileName: 'plan.txt' },
  })
  const edited = await grace.send(own, { text: 'Read that' })
  for (const said of ['Read those', 'Read these'])
    await heard((await grace.send(own, { edit: { id: edited.id, text: said } })).id)
  const { messages } = (await instance.call('forwardMessages', {
    chatId: `${other.number}@c.us`,
    chatIdFrom: chatId,
    messages: [text.id, plan.id, edited.id],
  })) as { messages: string[] }
  const [first, second, third] = await Promise.all(messages.map((id) => other.waitFor((message) => message.id === id)))
  expect(first).toMatchObject({ text: 'Read this', forwardingScore: 1 })
  expect(second).toMatchObject({
    type: 'document',
    forwardingScore: 1,
    media: { fileName: 'plan.txt', size: file.length },
  })
  expect(third).toMatchObject({ text: 'Read these', forwardingScore: 1 })
  await expect(
    instance.call('forwardMessages', { chatId, chatIdFrom: chatId, messages: ['3EB0000000000000000000'] }),
  ).rejects.toThrow('not found')
})

covers(['sendTyping'], 'typing and recording show on the phone', async () => {
  const { instance, grace, chatId } = await common()
  expect(await instance.call('sendTyping', { chatId, typingTime: 1000, typingType: 'recording' })).toBeUndefined()
  await expect.poll(() => grace.notices().map(({ kind }) => kind)).toContain('recording')
})

covers(
  ['sendButtons', 'sendTemplateButtons', 'sendListMessage'],
  'what the messenger switched off is refused and reaches no phone',
  async () => {
    const { instance, grace, chatId } = await common()
    const off: [method: string, body: object][] = [
      ['sendButtons', { buttons: [{ buttonId: 'b', buttonText: 'Blue' }] }],
      ['sendTemplateButtons', { templateButtons: [{ index: 1 }] }],
      ['sendListMessage', { buttonText: 'Sizes', sections: [{ rows: [{ title: 'Small', rowId: 's' }] }] }],
    ]
    const before = grace.messages().length
    for (const [method, body] of off)
      await expect(instance.call(method, { chatId, message: 'Pick one', ...body })).rejects.toThrow('403 Forbidden')
    await sent('sendMessage', { message: 'Pick one by writing to us' })
    expect(grace.messages().slice(before)).toMatchObject([{ text: 'Pick one by writing to us' }])
  },
)

covers(
  ['sendMessage', 'forwardMessages'],
  'a call that comes again with its Idempotency-Key sends nothing more',
  async () => {
    const { instance, grace, chatId } = await common()
    const once = { headers: { 'idempotency-key': 'order-2201' } }
    const body = { chatId, message: 'Only once' }
    const answers = await Promise.all([1, 2, 3].map(() => instance.call('sendMessage', body, once)))
    const [first] = answers as { idMessage: string }[]
    expect(answers).toEqual([first, first, first])
    await expect(instance.call('sendMessage', { ...body, message: 'Another' }, once)).rejects.toThrow('409')
    const { idMessage } = (await instance.call('sendMessage', { ...body, message: 'The end' })) as { idMessage: string }
    await grace.waitFor(({ id }) => id === idMessage)
    expect(grace.messages().filter(({ text }) => text === 'Only once')).toMatchObject([
      { id: first?.idMessage, wireCount: 1 },
    ])
    const forward = { chatId, chatIdFrom: chatId, messages: [idMessage] }
    const again = { headers: { 'idempotency-key': 'forward-1' } }
    const { messages } = (await instance.call('forwardMessages', forward, again)) as { messages: string[] }
    expect(await instance.call('forwardMessages', forward, again)).toEqual({ messages })
    await grace.waitFor(({ id, forwardingScore }) => id === messages[0] && forwardingScore === 1)
  },
)
