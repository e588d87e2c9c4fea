import { Failure, failure } from '../base/errors.ts'
import { next } from '../instances/counter.ts'
import { all, allPlain, list, one, run, sql, type OperationTable, type Step } from './port/operation.ts'

/** A failure that the suite's operations throw. */
export const refused = failure({
  code: 'suiteRefused',
  status: 409,
  form: 'problem',
  sentence: 'Refused by the suite.',
})

export interface Raw {
  id: string
  author: string | null
  raw: Uint8Array
  at: number | bigint
}

/** Operations that only the store's own suite needs. */
export const suiteOperations = {
  *put(input: { name: string; value: string }): Step<number> {
    return yield* run(sql`insert into setting (name, value) values (${input.name}, ${input.value})
      on conflict (name) do update set value = excluded.value`)
  },
  *get(input: { name: string }): Step<string | undefined> {
    return (yield* one<{ value: string }>(sql`select value from setting where name = ${input.name}`))?.value
  },
  *count(input: { names: string[] }): Step<number> {
    const row = yield* one<{ n: number }>(sql`select count(*) as n from setting where name in ${list(input.names)}`)
    return row?.n ?? -1
  },
  *putAndThrow(input: { name: string; how: 'failure' | 'error' | 'statement' }): Step<void> {
    yield* run(sql`insert into setting (name, value) values (${input.name}, 'left behind')`)
    if (input.how === 'failure')
      throw new Failure(refused, { sentence: 'Not this one.', detail: { name: input.name, left: 3 } })
    if (input.how === 'error') throw new TypeError('a bug')
    yield* run(sql`insert into setting (name, value) values (${input.name}, 'twice')`)
  },
  *swallow(input: { name: string }): Step<void> {
    try {
      yield* run(sql`insert into setting (name, value) values (${input.name}, 'one')`)
      yield* run(sql`insert into setting (name, value) values (${input.name}, 'two')`)
    } catch {
      // a statement's error must not arrive here
    }
  },
  *putRaw({ id, author, raw, at }: Raw): Step<Raw | undefined> {
    return yield* one<Raw>(sql`insert into raw_message (instance, id_message, chat, author, from_me, raw, media, at)
      values (${1}, ${id}, 'chat', ${author}, ${0}, ${raw}, ${null}, ${at}) returning id_message as id, author, raw, at`)
  },
  *getRaw(input: { id: string }): Step<Raw | undefined> {
    return yield* one<Raw>(
      sql`select id_message as id, author, raw, at from raw_message where instance = ${1} and id_message = ${input.id}`,
    )
  },
  *sumRaw(input: { ids: string[] }): Step<unknown> {
    return yield* one(sql`select sum(at) as sum, count(*) as n, max(author) as last, min(at) > ${0} as positive
      from raw_message where id_message in ${list(input.ids)}`)
  },
  *plainRaw(input: { ids: string[] }): Step<Omit<Raw, 'raw'>[]> {
    return yield* allPlain<Omit<Raw, 'raw'>>(sql`select id_message as id, author, r.at from raw_message r
      where id_message in ${list(input.ids)} order by at desc limit ${10} -- the latest first`)
  },
  *tooFewValues(): Step<number> {
    return yield* run({ text: 'insert into setting (name, value) values (?, ?)', values: ['alone'] })
  },
  *strange(input: { name: string }): Step<unknown> {
    return yield* one(sql`select name as "what?", value || '?' as value -- is it?
      from setting where name = ${input.name} and value <> '?''?'`)
  },
  *changes(input: { name: string }): Step<number[]> {
    return [
      yield* run(sql`insert into setting (name, value) values (${input.name}, '1') returning name`),
      yield* run(sql`update setting set value = '2' where name = ${input.name}`),
      yield* run(sql`select name from setting where name = ${input.name}`),
      yield* run(sql`delete from setting where name = ${input.name}`),
      yield* run(sql`delete from setting where name = ${input.name}`),
    ]
  },
  *numbered(input: { instance: number }): Step<number> {
    const receipt = yield* next(input.instance, 'receipt')
    yield* run(sql`insert into notification (instance, receipt, event_id, type, body, created_at, expires_at, attempts, next_at)
      values (${input.instance}, ${receipt}, 'e', 'test', '{}', 0, 0, 0, 0)`)
    return receipt
  },
  *numbersSeen(input: { instance: number }): Step<{ n: number; last: number }> {
    const row = yield* one<{ n: number; last: number | null }>(
      sql`select count(*) as n, max(receipt) as last from notification where instance = ${input.instance}`,
    )
    return { n: row?.n ?? 0, last: row?.last ?? 0 }
  },
  *enqueue(input: { instance: number; id: string }): Step<number> {
    const seq = yield* next(input.instance, 'outgoing')
    yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused) values (${input.instance}, 0, 0)
      on conflict (instance) do nothing`)
    yield* run(sql`insert into outgoing (instance, seq, id_message, network_id, peer, method, request, content, state, reason,
        attempts, typing_ms, accepted_at, expires_at)
      values (${input.instance}, ${seq}, ${input.id}, ${input.id}, 'p', 'sendMessage', '{}', '{}', 'accepted', '', 0, 0, 0, 0)`)
    return seq
  },
  // the pace row is locked by its update: of several poppers of an instance one at a time looks at the head
  *takeHead(input: { instance: number }): Step<number | undefined> {
    yield* run(sql`update outgoing_pace set last_sent_at = last_sent_at + 1 where instance = ${input.instance}`)
    const busy = yield* one(
      sql`select seq from outgoing where instance = ${input.instance} and state = 'handed' limit 1`,
    )
    if (busy) return undefined
    const head = yield* one<{ seq: number }>(
      sql`select seq from outgoing where instance = ${input.instance} and state = 'accepted' order by seq limit 1`,
    )
    if (!head) return undefined
    yield* run(sql`update outgoing set state = 'handed', attempts = attempts + 1
      where instance = ${input.instance} and seq = ${head.seq}`)
    return head.seq
  },
  *settle(input: { instance: number; seq: number }): Step<number> {
    return yield* run(
      sql`update outgoing set state = 'acked' where instance = ${input.instance} and seq = ${input.seq}`,
    )
  },
  *attempts(input: { instance: number }): Step<number[]> {
    const rows = yield* all<{ attempts: number }>(
      sql`select attempts from outgoing where instance = ${input.instance} order by seq`,
    )
    return rows.map((row) => row.attempts)
  },
  *uncloneable(input: { name: string }): Step<unknown> {
    yield* run(sql`insert into setting (name, value) values (${input.name}, 'written')`)
    return () => input
  },
  *endThread(): Step<void> {
    process.exit(9)
  },
} satisfies OperationTable
