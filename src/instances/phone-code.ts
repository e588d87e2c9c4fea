import type { Keyring } from '../base/sealing.ts'
import type { Ports } from '../contract/ports.ts'
import { isLive, openCode, readLink, type Link, type LinkView } from './link.ts'
import { nudgeWait } from './nudge-wait.ts'
import { wish } from './wish.ts'

const CODE_WAIT = 30_000
const POLL = 1000
/** A code asked for again is given again while it is good for this long. */
const STILL_GOOD = 60_000

/**
 * The 8 characters to type on the phone with this number (digits), or undefined when none could be had: the account is
 * linked already, the network refused, or it did not answer in half a minute.
 */
export async function phoneCode(
  ports: Ports,
  instance: number,
  phone: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { store, clock, keyring } = ports
  const wait = nudgeWait(ports, instance, ['link', 'state'])
  const started = clock.now()
  try {
    const first = await store.read(readLink, { instance })
    const known = codeIn(first, phone, started + STILL_GOOD, keyring)
    if (known !== undefined) return known
    if (first?.state !== 'notAuthorized' || first.deleted) return undefined
    const former = { code: first.link && openCode(first.link, keyring), attempt: first.link?.attempt }
    await wish(ports, instance, 'code', phone)
    while (!signal.aborted && clock.now() < started + CODE_WAIT) {
      await wait.next(Math.min(started + CODE_WAIT, clock.now() + POLL), signal)
      const view = await store.read(readLink, { instance })
      const link = view?.link
      if (view?.state !== 'notAuthorized') return undefined
      const fresh = link && (link.attempt !== former.attempt || openCode(link, keyring) !== former.code)
      if (link && isRefused(link, first.link, started)) return undefined
      const code = codeIn(view, phone, clock.now(), keyring)
      if (fresh && code !== undefined) return code
    }
    return undefined
  } finally {
    wait.close()
  }
}

/** The attempt that was to give the code is over: one begun since, or the one that was running then. */
function isRefused(link: Link, former: Link | undefined, started: number): boolean {
  if (isLive(link)) return false
  if (link.started_at >= started) return true
  const wasRunning = former !== undefined && isLive(former) && former.attempt === link.attempt
  // one that ran out is followed by another, which gives the code
  return wasRunning && link.phase !== 'expired'
}

function codeIn(view: LinkView | undefined, phone: string, goodUntil: number, keyring: Keyring): string | undefined {
  const link = view?.link
  if (!link || link.phase !== 'code' || link.code_phone !== phone || link.expires_at <= goodUntil) return undefined
  return openCode(link, keyring)
}
