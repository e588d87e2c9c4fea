import { CATEGORIES } from '../state/privacy.ts'
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
      pattern: '^([1-9][0-9]{6,14}|[0-9-]+@g\\.us|status@broadcast)$',
      description: 'Number of the recipient, id of a group, or `status@broadcast` for a status',
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
    viewers: Type.Optional(Type.Array(Digits('Number of a person who may see the status'), { maxItems: 1024 })),
    toDevices: Type.Optional(
      Type.Union(
        ['spoilt', 'keyless', 'unavailable'].map((how) => Type.Literal(how)),
        {
          description:
            'What linked devices of the others get at first: a spoilt ciphertext, one without the key of a group, or none',
        },
      ),
    ),
    background: Type.Optional(Type.String({ pattern: '^#[0-9a-f]{6}$', description: 'Colour behind a status text' })),
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

export const NewChannel = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }), description: Type.Optional(Type.String({ maxLength: 2048 })) },
  strict,
)

const InChannel = {
  channel: Type.String({ minLength: 1, description: 'Id (…@newsletter) or invitation of the channel' }),
}
const ServerId = Type.Integer({ minimum: 1, description: 'Number of the post within the channel' })
const inChannel = <P extends TProperties>(act: string, more: P) =>
  Type.Object({ ...InChannel, act: Type.Literal(act), ...more }, strict)

export const ChannelAct = Type.Union([
  ...['follow', 'leave', 'mute', 'unmute', 'remove'].map((act) => inChannel(act, {})),
  inChannel('post', { text: Type.String({ minLength: 1, maxLength: 65_536 }) }),
  inChannel('react', { serverId: ServerId, emoji: Type.String({ maxLength: 20, description: '"" takes it back' }) }),
  inChannel('view', { serverId: ServerId }),
  inChannel('set', {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    description: Type.Optional(Type.String({ maxLength: 2048 })),
    picture: Type.Optional(
      Type.Union([Type.String({ description: 'A JPEG in base64; null removes it' }), Type.Null()]),
    ),
  }),
  inChannel('rank', {
    number: Digits('Number of a follower'),
    rank: Type.Union(['owner', 'admin', 'follower'].map((rank) => Type.Literal(rank))),
  }),
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
    business: Type.Optional(Type.Union([Business, Type.Null()])),
  },
  strict,
)

const oneOf = (...values: readonly string[]) => Type.Optional(Type.Union(values.map((value) => Type.Literal(value))))
const Listed = Type.Optional(Type.Array(Digits('Number of a person')))

export const Privacy = Type.Object(
  {
    ...Object.fromEntries(Object.entries(CATEGORIES).map(([name, values]) => [name, oneOf(...values)])),
    statuses: oneOf('contacts', 'blacklist', 'whitelist'),
    listed: Type.Optional(
      Type.Object(
        { last: Listed, profile: Listed, status: Listed, groupadd: Listed, statuses: Listed },
        { ...strict, description: 'Whom contact_blacklist leaves out, and whom a list of statuses names' },
      ),
    ),
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

export const NewCall = Type.Object(
  { to: Digits('Number that is called'), video: Type.Optional(Type.Boolean()) },
  strict,
)

export const CallAct = Type.Object(
  {
    id: Type.String({ minLength: 1, description: 'Id of the call' }),
    act: Type.Union(['accept', 'decline', 'hangUp', 'ringOut'].map((act) => Type.Literal(act))),
  },
  strict,
)

export const SavedContact = Type.Object(
  {
    number: Digits('Number of the person'),
    name: Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()], {
      description: 'Name in the phone book; null takes the person out',
    }),
  },
  strict,
)

export const SavedContacts = Type.Object(
  {
    names: Type.Record(
      Type.String({ pattern: '^[1-9][0-9]{6,14}$' }),
      Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()]),
      { ...strict, description: 'Names by number; null takes the person out' },
    ),
  },
  strict,
)

export const AppStateFault = Type.Object(
  {
    how: Type.Union([...['lost', 'spoilt', 'forged'].map((how) => Type.Literal(how)), Type.Null()], {
      description:
        'lost: files are not there; spoilt: files with a wrong byte; forged: a wrong MAC; null: as it should be',
    }),
  },
  strict,
)

const Chat = Type.String({ minLength: 1, description: 'Number of the person, or id of the group' })

export const Block = Type.Object({ number: Digits('Number of the person'), on: Type.Boolean() }, strict)

export const Archive = Type.Object({ chat: Chat, on: Type.Boolean() }, strict)

export const Forget = Type.Object({ chat: Chat, id: ShownId }, strict)

export const Restrict = Type.Object(
  {
    on: Type.Boolean(),
    kind: Type.Optional(
      Type.Union(
        ['all', 'newChats', 'cap'].map((kind) => Type.Literal(kind)),
        {
          description:
            'all (when absent): sends nothing; newChats: begins no chats; cap: begins `chats` of them at most',
        },
      ),
    ),
    until: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970; newChats and cap need it' })),
    chats: Type.Optional(Type.Integer({ minimum: 0, description: 'cap needs it' })),
  },
  strict,
)

export const Switch = Type.Object({ on: Type.Boolean() }, strict)

export const Naming = Type.Object(
  { naming: Type.Union(['both', 'number', 'lid'].map((naming) => Type.Literal(naming))) },
  strict,
)

export const Lids = Type.Object({ numbers: Type.Array(Digits('Number of a person'), { minItems: 1 }) }, strict)

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
