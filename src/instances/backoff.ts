import type { CloseReason } from '../engines/port.ts'

interface Wait {
  /** Milliseconds before the first attempt; doubled for each further one. */
  first: number
  longest: number
}

/** Reasons after which the session is resumed by itself, and how patiently. */
const WAITS: Readonly<Partial<Record<CloseReason, Wait>>> = {
  restart: { first: 0, longest: 10_000 },
  lost: { first: 1000, longest: 60_000 },
  flooded: { first: 2000, longest: 60_000 },
  unavailable: { first: 5000, longest: 300_000 },
  failed: { first: 5000, longest: 300_000 },
  badSession: { first: 10_000, longest: 600_000 },
  // another attempt with the same version is refused again: it waits for the version to change, or for long
  versionRefused: { first: 3_600_000, longest: 3_600_000 },
}

/**
 * Milliseconds until the next attempt after `tries` failed ones in a row; undefined when the session is not resumed by
 * itself. `random` from 0 to 1 spreads a fleet that lost its network at one moment over half to all of the wait.
 */
export function waitBefore(reason: CloseReason, tries: number, random: number): number | undefined {
  const wait = WAITS[reason]
  if (!wait) return undefined
  const full = Math.min(wait.longest, Math.max(wait.first, tries > 1 ? 1000 : 0) * 2 ** Math.min(tries - 1, 20))
  return Math.round(full * (0.5 + random / 2))
}
