import type { FailureKind } from '../base/errors.ts'
import { creditLimitReached } from '../billing/life.ts'
import { developerInstancesUsed, developerPlaces } from '../billing/quotas/spend.ts'
import { creationEffect, type CreationEffect } from '../billing/statements/forecast.ts'
import { tariffKind } from '../billing/tariffs/tariff.ts'
import { noNumberRange, type NumberRange } from '../instances/lifecycle.ts'
import { one, sql, type Step } from '../store/port/operation.ts'

/** What creating instances one after the other would do, now. */
export interface CreationPreview {
  /** How many would be created. */
  fits: number
  /** Code of the failure of `createHere` that the next one would be refused with; "" when all fit. */
  refusal: string
  /** Places of the bound that is nearest, those that live and all; null: nothing bounds the account. */
  places: { used: number; total: number } | null
  effect: CreationEffect
}

interface Bound {
  kind: FailureKind
  used: number
  total: number
}

/**
 * Looks at what `createHere` looks at, once for all, and creates nothing; somebody else's creations may still come in
 * between.
 */
export function* previewCreation(input: {
  account: string
  tariff: string
  instances: number
  range: Omit<NumberRange, 'prefix'>
  cap?: number
  at: number
}): Step<CreationPreview> {
  const { account, tariff, instances, at } = input
  const bounds = yield* boundsOf(input)
  const rooms = bounds.map(({ kind, used, total }) => ({ code: kind.code, room: Math.max(0, total - used) }))
  const { withinCredit } = yield* creationEffect({ account, tariff, instances, at })
  rooms.push({ code: creditLimitReached.code, room: withinCredit })
  const known = yield* one(sql`
    select prefix from id_prefix where cell = ${input.range.cell} and messenger = ${input.range.messenger}
      and network = ${input.range.network} limit 1`)
  if (!known) rooms.push({ code: noNumberRange.code, room: 0 })
  const fits = Math.min(instances, ...rooms.map(({ room }) => room))
  const nearest = bounds.toSorted((a, b) => a.total - a.used - (b.total - b.used))[0]
  return {
    fits,
    refusal: fits < instances ? (rooms.find(({ room }) => room === fits)?.code ?? '') : '',
    places: nearest ? { used: nearest.used, total: nearest.total } : null,
    effect: yield* creationEffect({ account, tariff, instances: fits, at }),
  }
}

/** What bounds the number of instances: the account's own, its Developer places, the installation's. */
function* boundsOf(input: { account: string; tariff: string; cap?: number }): Step<Bound[]> {
  const { account, tariff, cap } = input
  const bounds: Bound[] = []
  const own = yield* one<{ total: number | null; used: number }>(sql`
    select instance_cap as total, (select count(*) from instance where account = ${account} and deleted_at is null) as used
    from account where id = ${account}`)
  if (own && own.total !== null) bounds.push({ kind: noNumberRange, used: own.used, total: own.total })
  if (tariffKind(tariff) === 'developer')
    bounds.push({ kind: developerInstancesUsed, ...(yield* developerPlaces({ account })) })
  if (cap !== undefined) {
    const all = yield* one<{ used: number }>(sql`select count(*) as used from instance where deleted_at is null`)
    bounds.push({ kind: noNumberRange, used: all?.used ?? 0, total: cap })
  }
  return bounds
}
