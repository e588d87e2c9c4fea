import { Type, type Static, type TProperties, type TSchema } from 'typebox'

const Digits = (description: string): ReturnType<typeof Type.String> =>
  Type.String({ pattern: '^[1-9][0-9]{6,14}$', description })

const strict = { additionalProperties: false }

export const Number = Digits('Telephone number, digits only')

export const NewPhone = Type.Object(
  {
    number: Number,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Profile name that others see' })),
  },
  strict,
)

export const QrSource = Type.Object(
  {
    qr: Type.Optional(Type.String({ minLength: 1, description: 'Text of the QR code' })),
    png: Type.Optional(Type.String({ minLength: 1, description: 'Picture of the QR code: PNG in base64' })),
  },
  strict,
)

export const Code = Type.Object({ code: Type.String({ minLength: 8, maxLength: 11, examples: ['ABCD-1234'] }) }, strict)

export const Refusal = Type.Object(
  { ...QrSource.properties, how: Type.Union([Type.Literal('refused'), Type.Literal('passkey')]) },
  strict,
)

const ShownId = Type.String({ minLength: 1, description: 'Id of a message shown in that chat' })

const about = <P extends TProperties>(more: P) => Type.Object({ id: ShownId, ...more }, strict)

const Place = Type.Object(
  {
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
    name: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
  },
  strict,
)

const Contact = Type.Object({ name: Type.String({ minLength: 1 }), number: Digits('Number of the contact') }, strict)

const Poll = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    options: Type.Array(Type.String({ minLength: 1 }), { minItems: 2, maxItems: 12, uniqueItems: true }),
    multipleAnswers: Type.Optional(Type.Boolean()),
  },
  strict,
)

export const NewMessage = Type.Object(
  {
    to: Type.String({
      pattern: '^([1-9][0-9]{6,14}|[0-9-]+@g\\.us)$',
      description: 'Number of the recipient, or id of a group',
    }),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 65_536 })),
    media: Type.Optional(
      Type.Object(
        {
          kind: Type.Union(['image', 'video', 'audio', 'document'].map((kind) => Type.Literal(kind))),
          data: Type.String({ description: 'The file in base64' }),
          mimeType: Type.String({ minLength: 1 }),
          fileName: Type.Optional(Type.String()),
          caption: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
    quoted: Type.Optional(ShownId),
    location: Type.Optional(Place),
    contacts: Type.Optional(Type.Array(Contact, { minItems: 1, maxItems: 100 })),
    poll: Type.Optional(Poll),
    react: Type.Optional(about({ emoji: Type.String({ maxLength: 20, description: '"" takes the reaction back' }) })),
    vote: Type.Optional(about({ options: Type.Array(Type.String(), { description: 'None: the vote is withdrawn' }) })),
    edit: Type.Optional(about({ text: Type.String({ minLength: 1, maxLength: 65_536 }) })),
    remove: Type.Optional(about({})),
    timer: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Seconds after which messages of the chat disappear; 0: never' }),
    ),
    press: Type.Optional(about({ buttonId: Type.String({ description: 'Id of a reply button' }) })),
  },
  strict,
)

export const NewGroup = Type.Object(
  {
    subject: Type.String({ minLength: 1, maxLength: 100 }),
    members: Type.Array(Digits('Number of a member'), { minItems: 1, maxItems: 1024 }),
  },
  strict,
)

const InGroup = { group: Type.String({ pattern: '@g\\.us$', description: 'Id of the group, …@g.us' }) }

export const GroupAct = Type.Union([
  Type.Object(
    {
      ...InGroup,
      act: Type.Union(['add', 'remove', 'promote', 'demote'].map((act) => Type.Literal(act))),
      number: Digits('Number of the person'),
    },
    strict,
  ),
  Type.Object({ ...InGroup, act: Type.Literal('leave') }, strict),
  Type.Object(
    {
      ...InGroup,
      act: Type.Literal('set'),
      subject: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      description: Type.Optional(Type.String({ description: '"" removes it' })),
      announcement: Type.Optional(Type.Boolean({ description: 'Only admins write' })),
      locked: Type.Optional(Type.Boolean({ description: 'Only admins change the group' })),
    },
    strict,
  ),
])

const Business = Type.Object(
  { description: Type.String(), email: Type.String(), category: Type.String() },
  { ...strict, description: 'What a business tells of itself' },
)

export const Profile = Type.Object(
  {
    picture: Type.Optional(
      Type.Union([Type.String({ description: 'A JPEG in base64; null removes it' }), Type.Null()]),
    ),
    pictureHidden: Type.Optional(Type.Boolean({ description: 'Others do not see the picture' })),
    business: Type.Optional(Type.Union([Business, Type.Null()])),
  },
  strict,
)

export const Read = Type.Object(
  {
    chat: Type.String({ minLength: 1, description: 'Number of the person, or id of the group' }),
    ids: Type.Optional(Type.Array(Type.String(), { description: 'All shown messages when absent' })),
  },
  strict,
)

export const Typing = Type.Object({ to: Digits('Number of the chat'), on: Type.Boolean() }, strict)

export const Switch = Type.Object({ on: Type.Boolean() }, strict)

export const Unlink = Type.Object(
  { device: Type.Optional(Type.Integer({ minimum: 1, description: 'All linked devices when absent' })) },
  strict,
)

const action = (kind: string, more: Record<string, TSchema> = {}): TSchema =>
  Type.Object({ kind: Type.Literal(kind), ...more }, strict)

export const Faults = Type.Object(
  {
    rules: Type.Array(
      Type.Object(
        {
          direction: Type.Optional(
            Type.Union([Type.Literal('toClient'), Type.Literal('fromClient'), Type.Literal('both')]),
          ),
          tag: Type.Optional(Type.String({ description: 'Stanza to hit: message, receipt, ack, iq; all when absent' })),
          number: Type.Optional(Digits('Only connections of this account')),
          probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
          times: Type.Optional(Type.Integer({ minimum: 1 })),
          action: Type.Union([
            action('drop'),
            action('delay', { ms: Type.Integer({ minimum: 1, maximum: 3_600_000 }) }),
            action('duplicate'),
            action('reorder'),
            action('kill'),
            action('corrupt'),
            action('streamError', { code: Type.String() }),
            action('ackError', { code: Type.String() }),
          ]),
        },
        strict,
      ),
      { minItems: 1 },
    ),
    seed: Type.Optional(Type.Integer({ description: 'Starts the random sequence of the rules anew' })),
  },
  strict,
)

export const Kill = Type.Object({ number: Type.Optional(Number) }, strict)

export type BodyOf<Schema extends TSchema> = Static<Schema>
