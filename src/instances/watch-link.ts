import type { Keyring } from '../base/sealing.ts'
import type { Ports } from '../contract/ports.ts'
import { isLive, openQr, readLink, type Link, type LinkView } from './link.ts'
import { nudgeWait } from './nudge-wait.ts'
import { qrPicture } from './qr-picture.ts'
import { wish } from './wish.ts'

/** What a watcher is shown; the words are those of the `qr` method (account.md section 4). */
export type LinkFrame =
  | { type: 'qrCode'; message: string }
  | { type: 'alreadyLogged'; message: string }
  | { type: 'error'; message: string }
  | { type: 'timeout'; message: string }
  | { type: 'passkeyRequired'; message: string }

export const ALREADY_LOGGED = 'instance account already authorized'
export const HAS_AUTH = 'Instance has auth. You need to make log out'
export const NOT_READY = 'The QR is not ready yet, ask again'
export const PAIRING = 'The device is being linked'
export const LINK_USED = 'This link was used. Ask for a new one'
export const PASSKEY_TEXT =
  'WhatsApp asks this account for a passkey, which a linked device cannot answer. ' +
  'On the phone open Settings, Account, Passkeys, turn the passkey off, then scan a new QR.'

const QR_WAIT = 10_000
const SCAN_WINDOW = 100_000
/** A lost nudge costs this much. */
const POLL = 1000

/** What the rows say to a watcher right now: a final frame, a QR text to draw, or that there is nothing to show yet. */
export function readFrame(
  view: LinkView | undefined,
  now: number,
  keyring: Keyring,
): { frame: LinkFrame } | { qr: string } | 'wait' {
  if (!view || view.deleted) return { frame: { type: 'error', message: 'Instance is deleted' } }
  if (view.state === 'authorized' || view.state === 'suspended')
    return { frame: { type: 'alreadyLogged', message: ALREADY_LOGGED } }
  if (view.state === 'blocked') return { frame: { type: 'error', message: HAS_AUTH } }
  const { link } = view
  if (link && link.expires_at > now) {
    if (link.phase === 'passkeyRequired') return { frame: { type: 'passkeyRequired', message: PASSKEY_TEXT } }
    if (link.phase === 'failed') return { frame: { type: 'error', message: link.reason } }
    const qr = link.phase === 'qr' || link.phase === 'code' ? openQr(link, keyring) : undefined
    if (qr !== undefined) return { qr }
  }
  return 'wait'
}

/** Asks for an attempt when none is under way; whoever holds the session sees to it. */
export async function ensureLink(ports: Ports, instance: number, view: LinkView | undefined): Promise<void> {
  if (view?.state === 'notAuthorized' && !view.deleted && wantsAttempt(view.link, ports.clock.now()))
    await wish(ports, instance, 'link')
}

function wantsAttempt(link: Link | undefined, now: number): boolean {
  if (!link) return true
  // an attempt past its time whose holder says nothing is dead; the holder decides
  return link.expires_at <= now || (!isLive(link) && link.phase === 'expired')
}

/** One frame: the current QR, made if need be, or why there is none. */
export async function oneFrame(ports: Ports, instance: number, signal: AbortSignal): Promise<LinkFrame> {
  const wait = nudgeWait(ports, instance, ['link', 'state'])
  const deadline = ports.clock.now() + QR_WAIT
  try {
    for (let asked = false; ;) {
      const view = await ports.store.read(readLink, { instance })
      const read = readFrame(view, ports.clock.now(), ports.keyring)
      if (read !== 'wait') return 'qr' in read ? { type: 'qrCode', message: await qrPicture(read.qr) } : read.frame
      if (ports.clock.now() >= deadline || signal.aborted)
        return { type: 'error', message: isPairing(view) ? PAIRING : NOT_READY }
      if (!asked) await ensureLink(ports, instance, view)
      asked = true
      await wait.next(Math.min(deadline, ports.clock.now() + POLL), signal)
    }
  } finally {
    wait.close()
  }
}

function isPairing(view: LinkView | undefined): boolean {
  return view?.link?.phase === 'pairing' || view?.link?.phase === 'linked'
}

/** Every QR of the scan window, then one final frame. Many may watch; each sees the same rows. */
export async function* watchFrames(ports: Ports, instance: number, signal: AbortSignal): AsyncGenerator<LinkFrame> {
  const wait = nudgeWait(ports, instance, ['link', 'state'])
  const started = ports.clock.now()
  let shown = ''
  try {
    while (!signal.aborted) {
      const now = ports.clock.now()
      const view = await ports.store.read(readLink, { instance })
      const read = readFrame(view, now, ports.keyring)
      if (read === 'wait') await ensureLink(ports, instance, view)
      else if ('frame' in read) {
        yield read.frame
        return
      } else if (read.qr !== shown) {
        shown = read.qr
        yield { type: 'qrCode', message: await qrPicture(shown) }
      }
      if (now >= started + SCAN_WINDOW) {
        yield { type: 'timeout', message: 'timeout' }
        return
      }
      await wait.next(Math.min(started + SCAN_WINDOW, now + POLL), signal)
    }
  } finally {
    wait.close()
  }
}
