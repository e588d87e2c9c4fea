import { Failure } from '../base/errors.ts'
import { all, list, one, run, sql, type Statement, type Step, type Value } from '../store/port/operation.ts'
import { next } from './counter.ts'
import { holdsLease, leaseLost } from './lease.ts'

/** A sealed key of a session; null deletes it. */
export interface SealedKey {
  type: string
  id: string
  value: Uint8Array | null
}

export interface SealedInboxRow {
  id: string
  stanza: Uint8Array
  plaintext: Uint8Array
}

/** One step of session state, sealed. */
export interface SealedChange {
  instance: number
  epoch: number
  at: number
  creds?: Uint8Array
  keys?: SealedKey[]
  inbox?: SealedInboxRow[]
  /** State from a backup is fit again: keys of these types go first, and the mark of the restore with them. */
  renewed?: { forget: string[] }
}

// fixed sizes, so that the engines' statement caches hold a handful of texts
const CHUNKS = [64, 16, 4, 1]

/** Writes a step of session state, all of it or nothing; throws `leaseLost` when the epoch is no longer the lease's. */
export function* commitSession(change: SealedChange): Step<void> {
  const { instance, epoch } = change
  if (!(yield* holdsLease(instance, epoch))) throw new Failure(leaseLost)
  if (change.renewed) yield* renew(instance, change.renewed.forget)
  if (change.creds)
    yield* run(sql`
      insert into session_creds (instance, creds, epoch, stale) values (${instance}, ${change.creds}, ${epoch}, 0)
      on conflict (instance) do update set creds = excluded.creds, epoch = excluded.epoch`)
  if (change.keys) yield* writeKeys(instance, epoch, change.keys)
  for (const row of change.inbox ?? []) yield* writeInbox(instance, row, change.at)
}

function* renew(instance: number, forget: readonly string[]): Step<void> {
  yield* run(sql`delete from session_key where instance = ${instance} and type in ${list(forget)}`)
  yield* run(sql`update session_creds set stale = 0 where instance = ${instance}`)
}

function* writeKeys(instance: number, epoch: number, keys: readonly SealedKey[]): Step<void> {
  // a key named twice keeps its last value: PostgreSQL refuses to touch a row twice in one statement
  const last = new Map(keys.map((key) => [`${key.type}/${key.id}`, key]))
  const puts: Value[][] = []
  const drops = new Map<string, string[]>()
  for (const { type, id, value } of last.values())
    if (value) puts.push([instance, type, id, value, epoch])
    else drops.set(type, [...(drops.get(type) ?? []), id])
  for (const chunk of chunked(puts)) yield* run(putKeys(chunk))
  for (const [type, ids] of drops)
    for (const chunk of chunked(ids))
      yield* run(sql`delete from session_key where instance = ${instance} and type = ${type} and id in ${list(chunk)}`)
}

function putKeys(rows: readonly Value[][]): Statement {
  return {
    text: `insert into session_key (instance, type, id, value, epoch) values ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}
      on conflict (instance, type, id) do update set value = excluded.value, epoch = excluded.epoch`,
    values: rows.flat(),
  }
}

function* chunked<T>(items: readonly T[]): Generator<T[]> {
  let from = 0
  for (const size of CHUNKS) for (; items.length - from >= size; from += size) yield items.slice(from, from + size)
}

function* writeInbox(instance: number, { id, stanza, plaintext }: SealedInboxRow, at: number): Step<void> {
  const seq = yield* next(instance, 'inbox')
  // the same ciphertext again is the same row, also after it was recorded
  yield* run(sql`
    insert into inbox (instance, id, seq, stanza, plaintext, bytes, at, done_at)
    values (${instance}, ${id}, ${seq}, ${stanza}, ${plaintext}, ${stanza.length + plaintext.length}, ${at}, ${null})
    on conflict (instance, id) do nothing`)
}

/** Sealed credentials; undefined when the instance has none. */
export function* readCreds(input: { instance: number }): Step<Uint8Array | undefined> {
  const row = yield* one<{ creds: Uint8Array }>(sql`select creds from session_creds where instance = ${input.instance}`)
  return row?.creds
}

/** Whether a session comes from a backup and has not been made fit since. */
export function* isStale(input: { instance: number }): Step<boolean> {
  return (
    (yield* one(sql`select 1 as yes from session_creds where instance = ${input.instance} and stale = 1`)) !== undefined
  )
}

/** Whether there is a session to resume. */
export function* hasCreds(input: { instance: number }): Step<boolean> {
  return (yield* one(sql`select 1 as yes from session_creds where instance = ${input.instance}`)) !== undefined
}

/** Sealed keys of one type by id; missing ones are left out. */
export function* readKeys(input: {
  instance: number
  type: string
  ids: readonly string[]
}): Step<{ id: string; value: Uint8Array }[]> {
  const found: { id: string; value: Uint8Array }[] = []
  for (const ids of chunked(input.ids))
    found.push(
      ...(yield* all<{ id: string; value: Uint8Array }>(sql`
        select id, value from session_key
        where instance = ${input.instance} and type = ${input.type} and id in ${list(ids)}`)),
    )
  return found
}

/** Removes credentials and keys of a session; inbox rows stay, they are messages. Fenced as `commitSession`. */
export function* eraseSession(input: { instance: number; epoch: number }): Step<void> {
  if (!(yield* holdsLease(input.instance, input.epoch))) throw new Failure(leaseLost)
  yield* run(sql`delete from session_creds where instance = ${input.instance}`)
  yield* run(sql`delete from session_key where instance = ${input.instance}`)
}
