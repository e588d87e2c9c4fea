import { mintId } from '../base/ids.ts'
import type { Keyring } from '../base/sealing.ts'
import { all, run, sql, type OperationTable, type Step } from '../store/port/operation.ts'
import type { Letter } from './port.ts'

const DAY = 24 * 60 * 60 * 1000

/** A letter as a row; made outside the transaction that adds it. */
export interface SealedLetter {
  id: string
  sealed: Uint8Array
  at: number
}

export interface MailRow {
  id: string
  sealed: Uint8Array
  attempts: number
  expires_at: number
}

/** Associated data of a sealed letter. */
export function mailSeal(id: string): string {
  return `mail/${id}`
}

/** Seals a letter for `addMail`; `at` in milliseconds since 1970. */
export function sealLetter(keyring: Keyring, letter: Letter, at: number): SealedLetter {
  const id = mintId(at)
  return { id, sealed: keyring.seal(Buffer.from(JSON.stringify(letter)), mailSeal(id)), at }
}

/** What `sealLetter` sealed. */
export function openLetter(keyring: Keyring, { id, sealed }: Pick<MailRow, 'id' | 'sealed'>): Letter {
  return JSON.parse(keyring.open(sealed, mailSeal(id)).toString()) as Letter
}

/** Queues a letter in the transaction of what it tells of. The caller nudges `mail/all` after the commit. */
export function* addMail({ id, sealed, at }: SealedLetter): Step<void> {
  yield* run(sql`
    insert into mail (id, sealed, created_at, expires_at, attempts, next_at)
    values (${id}, ${sealed}, ${at}, ${at + DAY}, 0, ${at})`)
}

/** Letters that may be tried now, oldest first. */
export function* dueMail(input: { at: number; limit: number }): Step<MailRow[]> {
  return yield* all<MailRow>(sql`
    select id, sealed, attempts, expires_at from mail where next_at <= ${input.at}
    order by next_at, id limit ${input.limit}`)
}

/** A letter is sent, refused or too old. */
export function* endMail(input: { id: string }): Step<void> {
  yield* run(sql`delete from mail where id = ${input.id}`)
}

/** A letter that could not leave waits until `nextAt`. */
export function* delayMail(input: { id: string; nextAt: number }): Step<void> {
  yield* run(sql`update mail set attempts = attempts + 1, next_at = ${input.nextAt} where id = ${input.id}`)
}

export const mailOperations = { addMail, delayMail, dueMail, endMail } satisfies OperationTable
