import { linkSeal } from '../instances/link.ts'
import { credsSeal, inboxSeal, keySeal } from '../instances/session-store.ts'
import { instanceTokenSeal, proxySeal } from '../instances/settings-store.ts'
import { mailSeal } from '../mail/outbox.ts'
import { endpointSeal } from '../delivery/endpoints/endpoint.ts'
import { partnerTokenSeal } from '../partners/partner-tokens.ts'
import { totpSeal } from '../partners/people/totp-seal.ts'
import { replySeal } from '../partners/rows.ts'
import { all, run, sql, type Row, type Statement, type Step, type Value } from '../store/port/operation.ts'

type Words = ReturnType<typeof sql>

/** A table with sealed columns: how its rows are named and what each value is bound to. */
interface SealedPlace {
  readonly table: Words
  readonly keys: readonly Words[]
  /** A key below every row's. */
  readonly first: readonly Value[]
  /** Column → its words and the associated data of a row's value. */
  readonly columns: Readonly<Record<string, { readonly words: Words; readonly aad: (key: readonly Value[]) => string }>>
}

const number = (value: Value | undefined) => Number(value)
const text = (value: Value | undefined) => String(value)

/** Every sealed column of the schema, except the one inside stored settings (`reseal.ts`). A test compares it with the schema. */
export const SEALED_PLACES = {
  partnerToken: {
    table: sql`partner_token`,
    keys: [sql`id`],
    first: [''],
    columns: { token_sealed: { words: sql`token_sealed`, aad: ([id]) => partnerTokenSeal(text(id)) } },
  },
  instance: {
    table: sql`instance`,
    keys: [sql`id`],
    first: [0],
    columns: {
      token_sealed: { words: sql`token_sealed`, aad: ([id]) => instanceTokenSeal(number(id)) },
      proxy_sealed: { words: sql`proxy_sealed`, aad: ([id]) => proxySeal(number(id)) },
    },
  },
  link: {
    table: sql`link`,
    keys: [sql`instance`],
    first: [0],
    columns: {
      qr_sealed: { words: sql`qr_sealed`, aad: ([instance]) => linkSeal(number(instance), 'qr') },
      code_sealed: { words: sql`code_sealed`, aad: ([instance]) => linkSeal(number(instance), 'code') },
    },
  },
  creds: {
    table: sql`session_creds`,
    keys: [sql`instance`],
    first: [0],
    columns: { creds: { words: sql`creds`, aad: ([instance]) => credsSeal(number(instance)) } },
  },
  key: {
    table: sql`session_key`,
    keys: [sql`instance`, sql`type`, sql`id`],
    first: [0, '', ''],
    columns: {
      value: { words: sql`value`, aad: ([instance, type, id]) => keySeal(number(instance), text(type), text(id)) },
    },
  },
  inbox: {
    table: sql`inbox`,
    keys: [sql`instance`, sql`id`],
    first: [0, ''],
    columns: {
      stanza: { words: sql`stanza`, aad: ([instance, id]) => inboxSeal(number(instance), text(id), 'stanza') },
      plaintext: { words: sql`plaintext`, aad: ([instance, id]) => inboxSeal(number(instance), text(id), 'plaintext') },
    },
  },
  person: {
    table: sql`person`,
    keys: [sql`id`],
    first: [''],
    columns: { totp_sealed: { words: sql`totp_sealed`, aad: ([id]) => totpSeal(text(id)) } },
  },
  mail: {
    table: sql`mail`,
    keys: [sql`id`],
    first: [''],
    columns: { sealed: { words: sql`sealed`, aad: ([id]) => mailSeal(text(id)) } },
  },
  endpoint: {
    table: sql`partner_endpoint`,
    keys: [sql`id`],
    first: [''],
    columns: {
      secret_sealed: { words: sql`secret_sealed`, aad: ([id]) => endpointSeal(text(id)) },
      former_sealed: { words: sql`former_sealed`, aad: ([id]) => endpointSeal(text(id)) },
    },
  },
  reply: {
    table: sql`idempotency`,
    keys: [sql`account`, sql`key`],
    first: ['', ''],
    columns: {
      reply_sealed: {
        words: sql`reply_sealed`,
        aad: ([account, key]) => replySeal({ account: text(account), key: text(key) }),
      },
    },
  },
} as const satisfies Record<string, SealedPlace>

export type SealedPlaceName = keyof typeof SEALED_PLACES

/** A place by name, its literal type widened. */
export const sealedPlace = (name: SealedPlaceName): SealedPlace => SEALED_PLACES[name]

const joined = (words: readonly Words[]): Words => words.reduce((left, right) => sql`${left}, ${right}`)

/** Rows behind the key `after`, in key order: keys as `k0`, `k1`…, sealed columns by name. */
export function* readSealed(input: { place: SealedPlaceName; after: readonly Value[]; limit: number }): Step<Row[]> {
  const { table, keys, columns } = sealedPlace(input.place)
  const names = [sql`k0`, sql`k1`, sql`k2`]
  const named = keys.map((key, i) => sql`${key} as ${names[i]}`)
  const sealed = Object.values(columns).map(({ words }) => words)
  const bounds = joined(input.after.map((value) => sql`${value}`))
  return yield* all<Row>(sql`select ${joined([...named, ...sealed])} from ${table}
    where (${joined(keys)}) > (${bounds}) order by ${joined(keys)} limit ${input.limit}`)
}

/** A value to put in the place of another, if that one is still there. */
export interface Resealed {
  key: readonly Value[]
  column: string
  old: Uint8Array
  fresh: Uint8Array
}

/** Replaces sealed values; one that was written anew meanwhile is left alone. How many were replaced. */
export function* replaceSealed(input: { place: SealedPlaceName; values: readonly Resealed[] }): Step<number> {
  const { table, keys, columns } = sealedPlace(input.place)
  let replaced = 0
  for (const { key, column, old, fresh } of input.values) {
    const words = columns[column]?.words
    if (!words) throw new Error(`${column} is no sealed column`)
    const row = keys.map((name, i) => sql`${name} = ${key[i]}`).reduce((left, right) => sql`${left} and ${right}`)
    const change: Statement = sql`update ${table} set ${words} = ${fresh} where ${row} and ${words} = ${old}`
    replaced += yield* run(change)
  }
  return replaced
}

/** Stored settings of instances behind `after`. */
export function* readSettingsText(input: { after: number; limit: number }): Step<{ id: number; settings: string }[]> {
  return yield* all(sql`select id, settings from instance where id > ${input.after} order by id limit ${input.limit}`)
}

/** Replaces stored settings that have not changed meanwhile. */
export function* replaceSettingsText(input: { id: number; old: string; fresh: string }): Step<number> {
  return yield* run(sql`update instance set settings = ${input.fresh}
    where id = ${input.id} and settings = ${input.old}`)
}
