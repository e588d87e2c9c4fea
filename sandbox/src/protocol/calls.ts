import { randomBytes } from 'node:crypto'
import { proto, type BinaryNode } from 'baileys'
import type { CallAct, PhoneCall } from '../api.ts'
import { Problem } from '../problem.ts'
import { findEndpoint, jidOf, namesOf } from '../state/accounts.ts'
import type { Account, Device, Link, NetworkCall, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { child, nowSeconds, stanzaId } from './stanza.ts'

export function startCall(world: World, caller: Account, called: Account, video: boolean): NetworkCall {
  if (caller === called) throw new Problem('badRequest', 'Nobody calls oneself.')
  const id = randomBytes(16).toString('hex').toUpperCase()
  const call: NetworkCall = { id, caller, called, video, status: 'ringing', takenAt: 0, seconds: 0 }
  world.calls.set(id, call)
  const media: BinaryNode[] = [{ tag: 'audio', attrs: { enc: 'opus', rate: '16000' } }]
  if (video) media.push({ tag: 'video', attrs: { enc: 'vp8' } })
  const { beside } = namesOf(caller, 'lid')
  tellCalled(world, call, { tag: 'offer', attrs: beside ? { caller_pn: jidOf(caller, beside) } : {}, content: media })
  return call
}

/** How a call goes on; `by` is one of its two accounts. */
export function actInCall(world: World, call: NetworkCall, by: Account, act: CallAct): void {
  const { status } = call
  const isCaller = by === call.caller
  if (act === 'accept' && !isCaller && status === 'ringing') {
    call.takenAt = nowSeconds()
    return go(world, call, 'talking', 'accepted_elsewhere')
  }
  if (act === 'decline' && !isCaller && status === 'ringing') return go(world, call, 'declined', 'rejected_elsewhere')
  if (act === 'ringOut' && isCaller && status === 'ringing') return go(world, call, 'missed', 'timeout')
  if (act === 'hangUp' && isCaller && status === 'ringing') return go(world, call, 'cancelled', '')
  if (act === 'hangUp' && status === 'talking') {
    call.seconds = Math.max(1, nowSeconds() - call.takenAt)
    return go(world, call, 'ended', undefined)
  }
  throw new Problem('badRequest', `A call that is ${status} does not allow ${act}.`)
}

/** `reason` is what the called account's linked devices are told; undefined: they heard before that it is over for them. */
function go(world: World, call: NetworkCall, status: PhoneCall['status'], reason: string | undefined): void {
  call.status = status
  if (reason !== undefined) tellCalled(world, call, { tag: 'terminate', attrs: reason === '' ? {} : { reason } })
  if (status !== 'talking') call.caller.phone.callEnded(call.called, logOf(call))
}

const { CallOutcome } = proto.Message.CallLogMessage
const OUTCOMES: Readonly<Partial<Record<PhoneCall['status'], proto.Message.CallLogMessage.CallOutcome>>> = {
  ended: CallOutcome.CONNECTED,
  declined: CallOutcome.REJECTED,
}

/** What the caller's phone tells its linked devices of a call that is over. */
function logOf(call: NetworkCall): proto.IMessage {
  const callOutcome = OUTCOMES[call.status] ?? CallOutcome.MISSED
  return {
    callLogMesssage: {
      isVideo: call.video,
      callOutcome,
      durationSecs: call.seconds,
      callType: proto.Message.CallLogMessage.CallType.REGULAR,
      participants: [{ jid: jidOf(call.called, namesOf(call.called, 'lid').by), callOutcome }],
    },
  }
}

function tellCalled(world: World, { id, caller, called }: NetworkCall, word: BinaryNode, but?: Device): void {
  const creator = jidOf(caller, namesOf(caller, 'lid').by)
  const attrs = { from: creator, t: String(nowSeconds()) }
  const content = [{ ...word, attrs: { ...word.attrs, 'call-id': id, 'call-creator': creator } }]
  for (const device of called.devices.values())
    if (device !== but) deliver(world, called, device.id, { tag: 'call', attrs: { ...attrs, id: stanzaId() }, content })
}

/** A linked device declines a call; everything else of calls is for phones. */
export function handleCall(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { id = '', to = '' } = node.attrs
  const reject = child(node, 'reject')
  const call = world.calls.get(reject?.attrs['call-id'] ?? '')
  const mine = call?.called === device.account && findEndpoint(world, to)?.account === call.caller
  if (reject && !mine)
    world.violation({ rule: 'call', text: 'A client declines a call that nobody made.', number: device.account.number })
  if (reject && call && mine && call.status === 'ringing') {
    call.status = 'declined'
    tellCalled(world, call, { tag: 'terminate', attrs: { reason: 'rejected_elsewhere' } }, device)
    call.caller.phone.callEnded(call.called, logOf(call))
  }
  link.send({ tag: 'ack', attrs: { class: 'call', id, from: to } })
}

/** The calls of an account as its phone lists them. */
export function callsOf(world: World, account: Account): PhoneCall[] {
  return [...world.calls.values()].flatMap((call) => {
    const fromMe = call.caller === account
    if (!fromMe && call.called !== account) return []
    const { id, video, status, seconds } = call
    return [{ id, with: (fromMe ? call.called : call.caller).number, fromMe, video, status, seconds }]
  })
}
