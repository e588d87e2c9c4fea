import { failure, Failure } from '../../base/errors.ts'
import { one, run, sql, type Step } from '../../store/port/operation.ts'

export const LOCALES = ['en', 'ru'] as const

/** Languages of letters and the console. */
export type Locale = (typeof LOCALES)[number]

/** A row of `person`: somebody who signs in. */
export interface Person {
  id: string
  /** Lower case. */
  email: string
  name: string
  locale: Locale
  /** argon2id, "" while none is set. */
  password_hash: string
  /** When the address was proved to be theirs. */
  confirmed_at: number | null
  /** 1: runs the installation. */
  operator: number
  totp_sealed: Uint8Array | null
  /** When codes became needed; null while they are not. */
  totp_on_at: number | null
  /** The newest step whose code was used. */
  totp_step: number
  created_at: number
}

export const personUnknown = failure({
  code: 'personUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such person.',
})

/** An address as rows hold it. */
export const plainEmail = (text: string): string => text.trim().toLowerCase()

export interface NewPerson {
  id: string
  email: string
  name: string
  locale: Locale
  passwordHash: string
  confirmed: boolean
  operator: boolean
  at: number
}

/** Adds a person. False when the address is somebody's already. */
export function* addPerson(fresh: NewPerson): Step<boolean> {
  const added = yield* run(sql`
    insert into person (id, email, name, locale, password_hash, confirmed_at, operator, totp_step, created_at)
    values (${fresh.id}, ${fresh.email}, ${fresh.name}, ${fresh.locale}, ${fresh.passwordHash},
      ${fresh.confirmed ? fresh.at : null}, ${fresh.operator ? 1 : 0}, 0, ${fresh.at})
    on conflict (email) do nothing`)
  return added === 1
}

export function* personByEmail(input: { email: string }): Step<Person | undefined> {
  return yield* one<Person>(sql`select * from person where email = ${input.email}`)
}

export function* personById(input: { id: string }): Step<Person | undefined> {
  return yield* one<Person>(sql`select * from person where id = ${input.id}`)
}

/** The address is theirs: they have read a letter that went there. */
export function* confirmPerson(input: { id: string; at: number }): Step<void> {
  yield* run(sql`update person set confirmed_at = ${input.at} where id = ${input.id} and confirmed_at is null`)
}

export function* setPasswordHash(input: { id: string; passwordHash: string }): Step<void> {
  yield* run(sql`update person set password_hash = ${input.passwordHash} where id = ${input.id}`)
}

export function* setProfile(input: { id: string; name: string; locale: Locale }): Step<void> {
  yield* run(sql`update person set name = ${input.name}, locale = ${input.locale} where id = ${input.id}`)
}

/** Keeps a secret of codes that are not asked for yet. Throws `personUnknown`. */
export function* offerTotp(input: { id: string; sealed: Uint8Array }): Step<void> {
  const changed = yield* run(sql`
    update person set totp_sealed = ${input.sealed}, totp_step = 0 where id = ${input.id} and totp_on_at is null`)
  if (changed === 0) throw new Failure(personUnknown)
}

/** Uses up a step; false when it, or a later one, was used before: a code that was overheard opens nothing. */
export function* useTotpStep(input: { id: string; step: number }): Step<boolean> {
  return (
    (yield* run(sql`
    update person set totp_step = ${input.step} where id = ${input.id} and totp_step < ${input.step}`)) === 1
  )
}
