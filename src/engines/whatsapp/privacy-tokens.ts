import { userOf } from './jid.ts'
import type { OpenSession } from './open-session.ts'

const WEEK_S = 7 * 24 * 3600
/** Weeks for which a token is good, the present one included. */
const TOKEN_WEEKS = 4

/** What the network lets us say of a person: our token for them, theirs for us. */
export interface PersonTokens {
  /** Theirs, as the network gave it; absent: none, or no longer good. */
  theirs: Uint8Array | undefined
  /** Theirs is kept and no longer good: the library clears it away. */
  expired: boolean
  /** They were given ours this week. */
  given: boolean
}

const weekOf = (seconds: number) => Math.floor(seconds / WEEK_S)

export async function tokensOf({ account, world }: OpenSession, jid: string): Promise<PersonTokens> {
  const kept = (await account.cache.keys.get('tctoken', [jid]))[jid]
  const now = weekOf(world.clock.now() / 1000)
  const has = kept !== undefined && kept.token.length > 0
  const expired = has && weekOf(Number(kept.timestamp ?? 0)) <= now - TOKEN_WEEKS
  return {
    theirs: has && !expired ? kept.token : undefined,
    expired,
    given: kept?.senderTimestamp !== undefined && weekOf(kept.senderTimestamp) >= now,
  }
}

/**
 * Gives a person our token, once a week. The library does so after a send as well, but notes it inside a transaction
 * that is over by then: the note is lost, and each send of each message gives the token anew. Returns what to do once
 * the message has left. A token that could not be given is due again with the next message.
 */
export async function claimToken(session: OpenSession, jid: string): Promise<() => void> {
  if ((await tokensOf(session, jid)).given) return () => undefined
  const seconds = Math.floor(session.world.clock.now() / 1000)
  await note(session, jid, seconds)
  return () => void give(session, jid, seconds).catch(() => note(session, jid, undefined).catch(() => undefined))
}

async function give({ line: { sock } }: OpenSession, jid: string, seconds: number): Promise<void> {
  const { lidTrustedTokenIssueToLid: byLid } = sock.serverProps
  const user = byLid ? undefined : userOf((await sock.signalRepository.lidMapping.getPNForLID(jid)) ?? undefined)
  const answer: unknown = await sock.issuePrivacyTokens([user === undefined ? jid : `${user}@s.whatsapp.net`], seconds)
  if (answer === undefined) throw new Error('the network did not answer')
}

/** When they were given our token; undefined takes the note back. Theirs stays. */
async function note({ account: { cache } }: OpenSession, jid: string, seconds: number | undefined): Promise<void> {
  const { senderTimestamp: _, ...kept } = (await cache.keys.get('tctoken', [jid]))[jid] ?? { token: Buffer.alloc(0) }
  const entry = seconds === undefined ? kept : { ...kept, senderTimestamp: seconds }
  await cache.keys.set({ tctoken: { [jid]: entry } })
}
