import type { NewChatMessageCapInfo, WASocket } from 'baileys'

/** Why the network refuses to let the account begin a chat. */
export type Why =
  /** The reach-out time lock; its end, 0 unknown. The library tells it of itself, as any change of the lock. */
  | { by: 'lock'; until: number }
  /** As many chats were begun as the account may begin until then, 0 unknown. */
  | { by: 'cap'; until: number }
  /** The account may begin chats: it is this one that is refused. */
  | { by: 'chat' }
  /** The network did not say. */
  | { by: 'unknown' }

type Lock = Awaited<ReturnType<WASocket['fetchAccountReachoutTimelock']>>

/** End of an active lock in milliseconds since 1970, 0 when the network told none. */
export const endOfLock = ({ timeEnforcementEnds }: Partial<Lock>): number => timeEnforcementEnds?.getTime() ?? 0

/** When a cap that is used up ends, 0 when the network tells no end; undefined while chats may be begun. */
export function endOfCap({
  capping_status: status,
  cycle_end_timestamp: end,
}: NewChatMessageCapInfo): number | undefined {
  return String(status) === 'CAPPED' ? (Number(end) || 0) * 1000 : undefined
}

/** Asks the network, after it has refused a message. */
export async function whyRefused(sock: WASocket): Promise<Why> {
  const lock = await sock.fetchAccountReachoutTimelock().catch(() => undefined)
  if (lock?.isActive) return { by: 'lock', until: endOfLock(lock) }
  const cap = await sock.fetchNewChatMessageCap().catch(() => undefined)
  const end = cap && endOfCap(cap)
  if (end !== undefined) return { by: 'cap', until: end }
  return lock && cap ? { by: 'chat' } : { by: 'unknown' }
}
