import { Type } from 'typebox'

const shared = {
  idMessage: Type.String(),
  timestamp: Type.Integer({ description: 'Seconds since 1970: arrival, or last change of an outgoing message.' }),
  typeMessage: Type.String({ description: 'Kind of content; decides which further fields are there.' }),
  chatId: Type.String(),
}

/** A journal entry: flat, with the fields of its typeMessage at the top level. */
export const IncomingEntry = Type.Object(
  {
    type: Type.Literal('incoming'),
    ...shared,
    senderId: Type.String(),
    senderName: Type.String(),
    senderContactName: Type.String(),
  },
  { additionalProperties: true },
)

export const OutgoingEntry = Type.Object(
  {
    type: Type.Literal('outgoing'),
    ...shared,
    statusMessage: Type.String({
      description: 'pending, sent, delivered, read, failed, noAccount or notInGroup.',
    }),
    sendByApi: Type.Boolean(),
  },
  { additionalProperties: true },
)

export const JournalEntry = Type.Union([IncomingEntry, OutgoingEntry])

export const incomingExample = {
  type: 'incoming' as const,
  idMessage: 'A49D3C00F1E277B05586D1ACE40B2FAF',
  timestamp: 1779105966,
  typeMessage: 'textMessage',
  chatId: '15550104477@c.us',
  senderId: '15550104477@c.us',
  senderName: 'Customer',
  senderContactName: '',
  textMessage: 'Is my bike ready?',
}

export const outgoingExample = {
  type: 'outgoing' as const,
  idMessage: '3EB0A1C4D77F00124E1977',
  timestamp: 1779106001,
  typeMessage: 'textMessage',
  chatId: '15550104477@c.us',
  textMessage: 'Your bike is ready.',
  statusMessage: 'read',
  sendByApi: true,
}
