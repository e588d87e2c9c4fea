import { describe, expect, test } from 'vitest'
import { readMessage } from './content-in.ts'
import { textMessage } from './content-out.ts'
import { proto } from './library.ts'

type Message = Parameters<typeof readMessage>[0]

/** Over the wire and back, as the other side would read it. */
const overTheWire = (message: Message) => proto.Message.decode(proto.Message.encode(message).finish())
const read = (message: Message) => readMessage(overTheWire(message))
const key = { remoteJid: '99@lid', fromMe: false, id: 'OLD' }

describe('text', () => {
  test('plain', () => {
    expect(read({ conversation: 'hi' })).toEqual({ contentClass: 'message', content: { kind: 'text', text: 'hi' } })
  })

  test('quoted text says what it answers and whom', () => {
    const { content } = read({
      extendedTextMessage: {
        text: 'yes',
        contextInfo: {
          stanzaId: 'Q1',
          participant: '4930:3@s.whatsapp.net',
          quotedMessage: { conversation: 'lunch?' },
        },
      },
    })
    expect(content).toEqual({
      kind: 'text',
      text: 'yes',
      quoted: { idMessage: 'Q1', participant: '4930@c.us', content: { kind: 'text', text: 'lunch?' } },
    })
  })

  test('what we send is read the same', () => {
    const content = {
      kind: 'text' as const,
      text: 'see https://example.org',
      preview: { link: 'https://example.org', title: 'Example', description: 'A page', jpegThumbnail: 'AQID' },
      quoted: { idMessage: 'Q2', participant: '99@lid', content: { kind: 'text' as const, text: 'where?' } },
      forwardingScore: 2,
    }
    expect(read(textMessage(content)).content).toEqual(content)
    expect(textMessage({ kind: 'text', text: 'short' })).toEqual({ conversation: 'short' })
  })
})

describe('files', () => {
  const file = { mimetype: 'image/jpeg', fileLength: 12, mediaKey: Buffer.alloc(32), url: 'https://x/y' }

  test.each([
    ['image', { imageMessage: { ...file, caption: 'look' } }, { fileKind: 'image', caption: 'look' }],
    ['video', { videoMessage: file }, { fileKind: 'video' }],
    ['round video', { ptvMessage: file }, { fileKind: 'video' }],
    ['voice', { audioMessage: { ...file, ptt: true } }, { fileKind: 'audio' }],
    ['document', { documentMessage: { ...file, fileName: 'a.pdf' } }, { fileKind: 'document', fileName: 'a.pdf' }],
    ['sticker', { stickerMessage: { ...file, isAnimated: true } }, { fileKind: 'sticker', isAnimated: true }],
  ])('%s', (_name, message, expected) => {
    const found = read(message)
    expect(found.contentClass).toBe('message')
    expect(found.content).toMatchObject({ kind: 'file', mimeType: 'image/jpeg', size: 12, ...expected })
  })

  test.each(['ephemeralMessage', 'viewOnceMessage', 'viewOnceMessageV2', 'documentWithCaptionMessage'])(
    'unwrapped from %s',
    (wrapper) => {
      expect(read({ [wrapper]: { message: { imageMessage: file } } }).content).toMatchObject({ fileKind: 'image' })
    },
  )
})

describe('everything else has its typeMessage', () => {
  const cases: [string, Message, string, object][] = [
    [
      'an edit',
      {
        protocolMessage: {
          type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
          key,
          editedMessage: { conversation: 'new' },
        },
      },
      'edit',
      { typeMessage: 'editedMessage', data: { stanzaId: 'OLD', textMessage: 'new' } },
    ],
    [
      'an edit inside its wrapper',
      {
        editedMessage: {
          message: {
            protocolMessage: {
              type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
              key,
              editedMessage: { imageMessage: { caption: 'better' } },
            },
          },
        },
      },
      'edit',
      { typeMessage: 'editedMessage', data: { stanzaId: 'OLD', caption: 'better' } },
    ],
    [
      'a removal',
      { protocolMessage: { type: proto.Message.ProtocolMessage.Type.REVOKE, key } },
      'revoke',
      { typeMessage: 'deletedMessage', data: { stanzaId: 'OLD' } },
    ],
    [
      'a reaction',
      { reactionMessage: { key, text: 'ok' } },
      'reaction',
      {
        typeMessage: 'reactionMessage',
        data: { text: 'ok', quotedMessage: { stanzaId: 'OLD', participant: '99@lid' } },
      },
    ],
    [
      'a place',
      { locationMessage: { degreesLatitude: 1.5, degreesLongitude: 2.5, name: 'Here' } },
      'message',
      { typeMessage: 'locationMessage', data: { latitude: 1.5, longitude: 2.5, nameLocation: 'Here' } },
    ],
    [
      'a contact',
      { contactMessage: { displayName: 'Ann', vcard: 'BEGIN:VCARD' } },
      'message',
      { typeMessage: 'contactMessage', data: { displayName: 'Ann', vcard: 'BEGIN:VCARD' } },
    ],
    [
      'contacts',
      { contactsArrayMessage: { contacts: [{ displayName: 'Ann', vcard: 'V' }] } },
      'message',
      { typeMessage: 'contactsArrayMessage', data: { contacts: [{ displayName: 'Ann', vcard: 'V' }] } },
    ],
    [
      'a poll',
      { pollCreationMessageV3: { name: 'Tea?', options: [{ optionName: 'yes' }], selectableOptionsCount: 1 } },
      'message',
      { typeMessage: 'pollMessage', data: { name: 'Tea?', options: [{ optionName: 'yes' }], multipleAnswers: false } },
    ],
    [
      'a vote',
      { pollUpdateMessage: { pollCreationMessageKey: key } },
      'poll-vote',
      { typeMessage: 'pollUpdateMessage', data: { stanzaId: 'OLD' } },
    ],
    [
      'what this version does not know',
      { orderMessage: { orderId: '1' } },
      'message',
      { typeMessage: 'orderMessage', data: {} },
    ],
  ]

  test.each(cases)('%s', (_name, message, contentClass, content) => {
    const found = read(message)
    expect(found.contentClass).toBe(contentClass)
    expect(found.content).toMatchObject({ kind: 'other', ...content })
  })

  test.each([
    ['a sender key', { senderKeyDistributionMessage: { groupId: '1@g.us' } }],
    ['a key share', { protocolMessage: { type: proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE } }],
    ['history', { protocolMessage: { type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION } }],
    ['nothing', {}],
  ])('%s is protocol, for nobody to read', (_name, message) => {
    expect(read(message).contentClass).toBe('protocol')
  })

  test('a text that also carries a sender key is a text', () => {
    const message = { conversation: 'hi all', senderKeyDistributionMessage: { groupId: '1@g.us' } }
    expect(read(message)).toMatchObject({ contentClass: 'message', content: { text: 'hi all' } })
  })
})
