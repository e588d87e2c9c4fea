import type { FaultRule, GroupAct, Naming, OutgoingPhoneMessage, Phone, PrivacyChange, Restriction } from '../api.ts'
import { Problem } from '../problem.ts'
import { calling } from './calling.ts'
import { CHANNEL, channels } from './channels.ts'
import { act, PHONE, phoneOf, type Call, type Operation } from './operation.ts'
import { ownState } from './own-state.ts'
import { readQrImage } from './qr-image.ts'
import * as schemas from './schemas.ts'

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

function phoneOrNew(call: Call): Phone {
  return call.network.phone(call.number) ?? call.network.createPhone({ number: call.number })
}

function qrOf(body: schemas.BodyOf<typeof schemas.QrSource>): string {
  if ((body.qr === undefined) === (body.png === undefined)) {
    throw new Problem('badRequest', 'Give either qr (text) or png (picture in base64).')
  }
  return body.qr ?? readQrImage(body.png ?? '')
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
    summary: 'Changes the profile: picture, what a business tells.',
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
    path: '/phones/:number/privacy',
    summary: 'Changes who sees and does what: last seen, picture, read receipts, adding to groups.',
    body: schemas.Privacy,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.changePrivacy(call.body as PrivacyChange)),
  },
  {
    method: 'POST',
    path: '/phones/:number/naming',
    summary: 'How the network names the person to others: number and LID, the number alone, or a LID without number.',
    body: schemas.Naming,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.nameAs((call.body as { naming: Naming }).naming)),
  },
  {
    method: 'POST',
    path: '/phones/:number/lids',
    summary: 'Tells the linked devices which LID each of these numbers has.',
    body: schemas.Lids,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.tellLids((call.body as schemas.BodyOf<typeof schemas.Lids>).numbers)),
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
    summary: 'Restricts the account, from sending or from beginning chats, or frees it.',
    body: schemas.Restrict,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.restrict(restrictionIn(call))),
  },
  {
    method: 'POST',
    path: '/phones/:number/ban',
    summary: 'Blocks the account for good: its devices are closed and refused.',
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.ban()),
  },
]

function restrictionIn({ body }: Call): boolean | Restriction {
  const {
    on,
    kind = 'all',
    until,
    chats,
  } = body as Partial<Record<'until' | 'chats', number>> & {
    on: boolean
    kind?: Restriction['kind']
  }
  if (!on || kind === 'all') return on
  if (until === undefined) throw new Problem('badRequest', `A restriction of kind ${kind} needs its end: until.`)
  if (kind === 'newChats') return { kind, until }
  if (chats === undefined) throw new Problem('badRequest', 'A cap needs the number of chats: chats.')
  return { kind: 'cap', chats, until }
}

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
    answers: { phones: [PHONE], groups: [], channels: [CHANNEL], connections: 1, violations: 0 },
    run: (call) => call.network.state(),
  },
  {
    method: 'GET',
    path: '/changes',
    summary:
      'Which phones changed, as server-sent events: the revision now, then each later one with the numbers of the phones.',
    answers: { revision: 1_760_000_000_042, phones: ['79001230001'] },
    run: ({ network: { changes } }) => ({ revision: changes.revision, phones: [] }),
    follow: ({ network: { changes } }, tell) => changes.listen(tell),
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

export const operations: readonly Operation[] = [
  ...whole,
  ...linking,
  ...talking,
  ...groups,
  ...channels,
  ...calling,
  ...ownState,
  ...life,
  ...network,
]
