/** Numbers from 0 to below 1. */
export type Random = () => number

/** A seeded generator (mulberry32): the same seed gives the same run. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of a list that is not empty. */
export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** The seed of a run: `SEED` of the environment, else a fresh one; printed so that a failure can be run again. */
export function announceSeed(name: string): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000_000))
  process.stdout.write(`${name}: SEED=${seed}\n`)
  return seed
}
