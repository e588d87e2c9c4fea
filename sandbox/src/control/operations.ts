import type { TSchema } from 'typebox'
import type { FaultRule, GroupAct, OutgoingPhoneMessage, Phone, SandboxNetwork } from '../api.ts'
import { Problem } from '../problem.ts'
import { readQrImage } from './qr-image.ts'
import * as schemas from './schemas.ts'

/** One operation of the control API; routes, the OpenAPI document and the page are made of this list. */
export interface Operation {
  method: 'GET' | 'POST' | 'DELETE'
  /** With `:number` for a phone. */
  path: string
  summary: string
  body?: TSchema
  query?: Record<string, string>
  /** What the answer looks like, as an example. */
  answers: unknown
  run(call: Call): unknown
}

export interface Call {
  network: SandboxNetwork
  number: string
  body: unknown
  query: Record<string, string | undefined>
}

const PHONE = {
  number: '79001230001',
  name: 'Ann',
  lid: '912345678123456',
  picture: null,
  online: true,
  restricted: false,
  devices: [{ device: 1, connected: true, queued: 0 }],
}

const MESSAGE = {
  id: '3EB0C767D26A1B5F1A2B3C',
  chat: '79001230002',
  sender: '79001230002',
  fromMe: false,
  timestamp: 1_760_000_000,
  type: 'text',
  text: 'Hello',
  wireCount: 1,
}

function phoneOf(call: Call): Phone {
  const phone = call.network.phone(call.number)
  if (!phone) throw new Problem('noPhone', `There is no phone ${call.number}. Create it with POST /phones.`)
  return phone
}

function phoneOrNew(call: Call): Phone {
  return call.network.phone(call.number) ?? call.network.createPhone({ number: call.number })
}

function qrOf(body: schemas.BodyOf<typeof schemas.QrSource>): string {
  if ((body.qr === undefined) === (body.png === undefined)) {
    throw new Problem('badRequest', 'Give either qr (text) or png (picture in base64).')
  }
  return body.qr ?? readQrImage(body.png ?? '')
}

function act(call: Call, work: (phone: Phone) => void): unknown {
  const phone = phoneOf(call)
  work(phone)
  return phone.state()
}

const linking: Operation[] = [
  {
    method: 'POST',
    path: '/phones/:number/scan',
    summary: 'Scans a QR code. Answers when the client is linked. A phone that does not exist yet is created.',
    body: schemas.QrSource,
    answers: { device: 1 },
    run: (call) => phoneOrNew(call).scan(qrOf(call.body as schemas.BodyOf<typeof schemas.QrSource>)),
  },
  {
    method: 'POST',
    path: '/phones/:number/code',
    summary: 'Types the code that a client shows for this number. A phone that does not exist yet is created.',
    body: schemas.Code,
    answers: { device: 1 },
    run: (call) => phoneOrNew(call).enterCode((call.body as schemas.BodyOf<typeof schemas.Code>).code),
  },
  {
    method: 'POST',
    path: '/phones/:number/refuse',
    summary: 'Shows a QR code to the phone, which refuses it, or which the network asks for a passkey.',
    body: schemas.Refusal,
    answers: PHONE,
    run: async (call) => {
      const body = call.body as schemas.BodyOf<typeof schemas.Refusal>
      const phone = phoneOrNew(call)
      await phone.refuse(qrOf(body), body.how)
      return phone.state()
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/unlink',
    summary: 'Removes a linked device, or all of them.',
    body: schemas.Unlink,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.unlink((call.body as schemas.BodyOf<typeof schemas.Unlink>).device)),
  },
]

const talking: Operation[] = [
  {
    method: 'POST',
    path: '/phones/:number/messages',
    summary: 'Sends a text, a file, a place, contacts or a poll; reacts, votes, edits, removes or presses a button.',
    body: schemas.NewMessage,
    answers: { id: MESSAGE.id },
    run: (call) => {
      const { to, ...message } = call.body as schemas.BodyOf<typeof schemas.NewMessage>
      return phoneOf(call).send(to, outgoing(message))
    },
  },
  {
    method: 'GET',
    path: '/phones/:number/messages',
    summary: 'Messages as a person sees them, oldest first, and how often the wire carried each.',
    query: { chat: 'Number of one chat' },
    answers: [MESSAGE],
    run: (call) => phoneOf(call).messages(call.query.chat === undefined ? {} : { chat: call.query.chat }),
  },
  {
    method: 'GET',
    path: '/phones/:number/chats',
    summary: 'What the phone keeps of its chats beside messages.',
    answers: [{ chat: '79001230002', timer: 86_400 }],
    run: (call) => phoneOf(call).chats(),
  },
  {
    method: 'POST',
    path: '/phones/:number/read',
    summary: 'Reads messages of a chat: their author gets read receipts.',
    body: schemas.Read,
    answers: PHONE,
    run: (call) => {
      const { chat, ids } = call.body as schemas.BodyOf<typeof schemas.Read>
      return act(call, (phone) => phone.read(chat, ids))
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/receipts',
    summary: 'Sends delivered receipts by itself (on at first), or not.',
    body: schemas.Switch,
    answers: PHONE,
    run: (call) => act(call, (phone) => (phone.autoDeliver = (call.body as schemas.BodyOf<typeof schemas.Switch>).on)),
  },
  {
    method: 'POST',
    path: '/phones/:number/typing',
    summary: 'Starts or stops typing in a chat.',
    body: schemas.Typing,
    answers: PHONE,
    run: (call) => {
      const { to, on } = call.body as schemas.BodyOf<typeof schemas.Typing>
      return act(call, (phone) => phone.typing(to, on))
    },
  },
  {
    method: 'GET',
    path: '/phones/:number/notices',
    summary: 'Typing notices that this phone has seen, newest last.',
    answers: [{ from: '79001230002', kind: 'composing', at: 1_760_000_000_000 }],
    run: (call) => phoneOf(call).notices(),
  },
]

const groups: Operation[] = [
  {
    method: 'POST',
    path: '/phones/:number/groups',
    summary: 'Makes a group; the phone’s person is its first admin.',
    body: schemas.NewGroup,
    answers: { id: '120363011112222333@g.us' },
    run: (call) => {
      const { subject, members } = call.body as schemas.BodyOf<typeof schemas.NewGroup>
      return phoneOf(call).createGroup(subject, members)
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/groups/act',
    summary: 'Does something in a group: adds, removes, promotes, demotes, leaves, sets.',
    body: schemas.GroupAct,
    answers: PHONE,
    run: (call) => {
      const { group, ...done } = call.body as { group: string } & GroupAct
      return act(call, (phone) => phone.inGroup(group, done))
    },
  },
]

const life: Operation[] = [
  {
    method: 'POST',
    path: '/phones/:number/profile',
    summary: 'Changes the profile: picture, who sees it, what a business tells.',
    body: schemas.Profile,
    answers: PHONE,
    run: (call) => {
      const { picture, ...rest } = call.body as schemas.BodyOf<typeof schemas.Profile>
      const jpeg = typeof picture === 'string' ? Buffer.from(picture, 'base64') : picture
      return act(call, (phone) => phone.changeProfile({ ...rest, ...(jpeg !== undefined && { picture: jpeg }) }))
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/offline',
    summary: 'Takes the phone off the network; what comes meanwhile waits.',
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.offline()),
  },
  {
    method: 'POST',
    path: '/phones/:number/online',
    summary: 'Brings the phone back.',
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.online()),
  },
  {
    method: 'POST',
    path: '/phones/:number/restrict',
    summary: 'Restricts the account: its devices can no longer send, or can again.',
    body: schemas.Switch,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.restrict((call.body as schemas.BodyOf<typeof schemas.Switch>).on)),
  },
  {
    method: 'POST',
    path: '/phones/:number/ban',
    summary: 'Blocks the account for good: its devices are closed and refused.',
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.ban()),
  },
]

const whole: Operation[] = [
  {
    method: 'POST',
    path: '/phones',
    summary: 'Creates a simulated phone.',
    body: schemas.NewPhone,
    answers: PHONE,
    run: (call) => {
      const { number, name } = call.body as schemas.BodyOf<typeof schemas.NewPhone>
      return call.network.createPhone(name === undefined ? { number } : { number, name }).state()
    },
  },
  {
    method: 'GET',
    path: '/phones',
    summary: 'All phones.',
    answers: [PHONE],
    run: (call) => call.network.phones().map((phone) => phone.state()),
  },
  {
    method: 'GET',
    path: '/phones/:number',
    summary: 'One phone and its linked devices.',
    answers: PHONE,
    run: (call) => phoneOf(call).state(),
  },
]

const network: Operation[] = [
  {
    method: 'GET',
    path: '/state',
    summary: 'Everything at a glance: phones, open connections, broken rules so far.',
    answers: { phones: [PHONE], connections: 1, violations: 0 },
    run: (call) => call.network.state(),
  },
  {
    method: 'GET',
    path: '/network',
    summary: 'What a client needs to join this network.',
    answers: {
      socketUrl: 'ws://127.0.0.1:3101/ws/chat',
      rootKey: 'base64',
      mediaHost: '127.0.0.1:3102',
      mediaCa: 'PEM',
    },
    run: (call) => call.network.facts,
  },
  {
    method: 'POST',
    path: '/faults',
    summary: 'Adds faults on the wire.',
    body: schemas.Faults,
    answers: { seed: 1, hits: [0] },
    run: (call) => {
      const { rules, seed } = call.body as { rules: FaultRule[]; seed?: number }
      call.network.faults.set(rules, seed)
      return faultsOf(call)
    },
  },
  {
    method: 'GET',
    path: '/faults',
    summary: 'How often each fault has struck, and the seed.',
    answers: { seed: 1, hits: [3] },
    run: faultsOf,
  },
  {
    method: 'DELETE',
    path: '/faults',
    summary: 'Removes all faults.',
    answers: { seed: 1, hits: [] },
    run: (call) => {
      call.network.faults.clear()
      return faultsOf(call)
    },
  },
  {
    method: 'POST',
    path: '/faults/kill',
    summary: 'Closes the sockets of an account, or all, without a word.',
    body: schemas.Kill,
    answers: { seed: 1, hits: [] },
    run: (call) => {
      call.network.faults.killSockets((call.body as schemas.BodyOf<typeof schemas.Kill>).number)
      return faultsOf(call)
    },
  },
]

function faultsOf(call: Call): unknown {
  return { seed: call.network.faults.seed, hits: call.network.faults.hits() }
}

function outgoing(message: Omit<schemas.BodyOf<typeof schemas.NewMessage>, 'to'>): OutgoingPhoneMessage {
  const { media, ...rest } = message
  return { ...(rest as Omit<OutgoingPhoneMessage, 'media'>), ...(media && { media: mediaOf(media) }) }
}

type SentMedia = NonNullable<schemas.BodyOf<typeof schemas.NewMessage>['media']>

function mediaOf(media: SentMedia): NonNullable<OutgoingPhoneMessage['media']> {
  const { kind, data, mimeType, fileName, caption } = media
  return {
    kind,
    data: Buffer.from(data, 'base64'),
    mimeType,
    ...(fileName !== undefined && { fileName }),
    ...(caption !== undefined && { caption }),
  }
}

export const operations: readonly Operation[] = [...whole, ...linking, ...talking, ...groups, ...life, ...network]
