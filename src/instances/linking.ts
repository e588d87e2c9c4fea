import { mintId } from '../base/ids.ts'
import type { EngineEvent, LinkFailureReason } from '../engines/port.ts'
import { arm, disarm, hold, type Held, type Watch } from './held.ts'
import { findInstance } from './known-instances.ts'
import { awaitCode, beginLink, linkSeal, moveLink, showCode, showQr, type LinkPhase } from './link.ts'
import { enter, expectOpened, optionsOf, release } from './sessions.ts'

const FIRST_QR_DEADLINE = 30_000
/** After the last thing an attempt showed has run out, the engine has this long to say what is next. */
const SILENCE_DEADLINE = 30_000
const PAIRING_DEADLINE = 60_000
const LINKED_DEADLINE = 120_000
/** How long watchers are told that a passkey is asked before a new attempt may start. */
const PASSKEY_HOLD = 60_000
const FIRST_HOLD = 2000
const LONGEST_HOLD = 60_000
const CANCEL_DEADLINE = 5000

/**
 * Starts an attempt with fresh keys; with `phone` a code is asked for at once. Nothing happens when the instance is not
 * to be linked or another living node holds it.
 */
export async function startAttempt(watch: Watch, instance: number, phone: string | null): Promise<void> {
  const { store, clock, engine, bus } = watch.ports
  const row = await store.read(findInstance, { id: instance })
  if (row?.state !== 'notAuthorized' || row.deleted_at !== null || watch.stopping) return
  const at = clock.now()
  const attempt = mintId(at)
  const expiresAt = at + FIRST_QR_DEADLINE
  const epoch = await store.write(beginLink, { instance, node: watch.node, attempt, at, expiresAt, phone })
  if (epoch === undefined) return
  const held = hold(watch, instance, epoch, 'linking')
  held.attempt = attempt
  if (phone !== null) held.codeAsked = true
  silenceUntil(watch, held, expiresAt, 'disconnected', 'no QR in time')
  bus.nudge('link', instance)
  const options = optionsOf(watch, row)
  engine.post({ do: 'link', instance, epoch, attempt, options, ...(phone === null ? {} : { phone }) })
}

/** Asks a code inside the running attempt, or starts one for it: an attempt gives one code. */
export async function askCode(watch: Watch, instance: number, phone: string): Promise<void> {
  const held = watch.held.get(instance)
  if (held?.phase !== 'linking' || held.attempt === undefined) return await startAttempt(watch, instance, phone)
  const { attempt } = held
  if (held.codeAsked) return cancelThen(watch, held, phone)
  if (!(await watch.ports.store.write(awaitCode, { instance, attempt, phone }))) return
  held.codeAsked = true
  watch.ports.engine.post({ do: 'requestCode', instance, attempt, phone })
}

/** Gives the attempt up and starts another. */
export function cancelThen(watch: Watch, held: Held, phone: string | null): void {
  const { engine, clock } = watch.ports
  held.afterwards = { do: 'link', phone }
  arm(watch, held, clock.now() + CANCEL_DEADLINE, () => startAttempt(watch, held.instance, phone))
  engine.post({ do: 'cancelLink', instance: held.instance, attempt: held.attempt ?? '' })
}

/** Gives the attempt up for good; what the engine says of it is no longer heard. */
export function cancel({ ports }: Watch, held: Held): void {
  disarm(held)
  if (held.attempt !== undefined)
    ports.engine.post({ do: 'cancelLink', instance: held.instance, attempt: held.attempt })
}

type LinkEvent = EngineEvent & { on: 'qr' | 'code' | 'pairing' | 'linked' | 'linkFailed' }

export function isLinkEvent(event: EngineEvent): event is LinkEvent {
  return ['qr', 'code', 'pairing', 'linked', 'linkFailed'].includes(event.on)
}

/** What the engine says of an attempt becomes what watchers read. */
export async function linkEvent(watch: Watch, event: LinkEvent): Promise<void> {
  const held = watch.held.get(event.instance)
  if (held?.phase !== 'linking' || held.attempt !== event.attempt) return
  const { store, clock, bus, keyring } = watch.ports
  const { instance, attempt } = event
  const sealed = (what: 'qr' | 'code', text: string) => keyring.seal(Buffer.from(text), linkSeal(instance, what))
  switch (event.on) {
    case 'qr':
      await store.write(showQr, { instance, attempt, qr: sealed('qr', event.qr), expiresAt: event.expiresAt })
      if (!held.afterwards) silenceUntil(watch, held, event.expiresAt + SILENCE_DEADLINE, 'expired', '')
      break
    case 'code':
      await store.write(showCode, { instance, attempt, code: sealed('code', event.code), expiresAt: event.expiresAt })
      if (!held.afterwards)
        silenceUntil(watch, held, event.expiresAt + SILENCE_DEADLINE, 'expired', 'the code was not typed')
      break
    case 'pairing':
      await move(watch, held, 'pairing', 'the phone has answered', clock.now() + PAIRING_DEADLINE)
      // the scan has beaten the cancelling of its attempt: no other is wanted
      delete held.afterwards
      silenceUntil(watch, held, clock.now() + PAIRING_DEADLINE, 'disconnected', 'scanned, but never confirmed')
      break
    case 'linked':
      await move(watch, held, 'linked', 'linked, the session opens', clock.now() + LINKED_DEADLINE)
      delete held.afterwards
      held.linkedBy = held.codeAsked ? 'linked, by phone code or QR' : 'linked by QR'
      expectOpened(watch, held)
      break
    case 'linkFailed':
      return await failed(watch, held, event.reason, event.text)
  }
  bus.nudge('link', instance)
}

function silenceUntil(watch: Watch, held: Held, at: number, reason: LinkFailureReason, text: string): void {
  arm(watch, held, at, () => {
    cancel(watch, held)
    return failed(watch, held, reason, text)
  })
}

const WORDS: Readonly<Record<LinkFailureReason, string>> = {
  expired: 'nobody scanned in time',
  refused: 'the link was refused',
  passkeyRequired: 'the account demands a passkey, which a linked device cannot answer',
  cancelled: 'the linking was cancelled',
  disconnected: 'the network could not be reached',
  versionRefused: 'the network refused the protocol version',
  foreignNetwork: 'the address belongs to another network than this installation',
}

/** The attempt is over: watchers read why, the history too, and the lease is free. */
async function failed(watch: Watch, held: Held, reason: LinkFailureReason, text: string): Promise<void> {
  const { instance } = held
  if (watch.stopping) return
  disarm(held)
  if (held.afterwards?.do === 'link') return await startAttempt(watch, instance, held.afterwards.phone)
  if (reason === 'versionRefused') watch.alarm('versionRefused', { instance, text })
  const said = text === '' ? WORDS[reason] : `${WORDS[reason]}: ${text}`
  const [phase, pause] = outcome(watch, instance, reason)
  await move(watch, held, phase, said, watch.ports.clock.now() + pause)
  await enter(watch, held, { state: 'notAuthorized', reason: said, note: true })
  watch.ports.bus.nudge('link', instance)
  await release(watch, held)
}

function outcome(watch: Watch, instance: number, reason: LinkFailureReason): [LinkPhase, number] {
  if (reason === 'expired' || reason === 'cancelled') return ['expired', 0]
  if (reason === 'passkeyRequired') return ['passkeyRequired', PASSKEY_HOLD]
  const failures = watch.linkFailures.get(instance) ?? 0
  watch.linkFailures.set(instance, failures + 1)
  return ['failed', Math.min(LONGEST_HOLD, FIRST_HOLD * 2 ** failures)]
}

async function move(watch: Watch, held: Held, phase: LinkPhase, reason: string, expiresAt: number): Promise<void> {
  const { instance, attempt = '' } = held
  await watch.ports.store.write(moveLink, { instance, attempt, phase, reason, expiresAt })
}
