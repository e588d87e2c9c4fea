import { all, run, sql, type Statement, type Step } from '../store/port/operation.ts'
import { next } from './counter.ts'

/**
 * Everything that an instance leaves behind, with the key of each table, whatever domain it belongs to: an erasure that
 * forgets a table is none. The instance's own row, its lease (so that an epoch never comes twice), its billing days
 * and what its account was told of it stay.
 */
export const TABLES: readonly (readonly [table: string, ...key: string[]])[] = [
  ['session_creds', 'instance'],
  ['session_key', 'instance', 'type', 'id'],
  ['inbox', 'instance', 'id'],
  ['outgoing', 'instance', 'seq'],
  ['outgoing_pace', 'instance'],
  ['send_once', 'instance', 'key'],
  ['phone_call', 'instance', 'id_call'],
  ['status_viewer', 'instance', 'id_message', 'peer'],
  ['raw_message', 'instance', 'id_message', 'chat'],
  ['journal', 'instance', 'at', 'seq'],
  ['seen_message', 'instance', 'chat', 'author', 'id_message', 'class'],
  ['notification', 'instance', 'receipt'],
  ['delivery_attempt', 'event_id', 'attempt'],
  ['delivery', 'event_id'],
  ['webhook_clear', 'instance'],
  ['endpoint_attempt', 'endpoint', 'seq', 'attempt'],
  ['endpoint_event', 'endpoint', 'seq'],
  ['partner_endpoint', 'id'],
  ['peer', 'id'],
  ['link', 'instance'],
  ['link_page', 'token_hash'],
  ['state_history', 'instance', 'seq'],
  ['quota_use', 'instance', 'month', 'method'],
  ['quota_hold', 'id'],
  ['quota_chat', 'instance', 'month', 'chat'],
  ['quota_refused', 'instance', 'month', 'chat'],
  ['business_period', 'instance'],
  ['alarm', 'instance', 'kind'],
  ['support_bridge', 'id'],
  ['support_bridged', 'account', 'seq'],
  ['support_reply', 'instance', 'id_message'],
  ['instance_tag', 'instance', 'tag'],
  ['avatar_question', 'instance', 'id'],
]

/** Instances deleted before `before` whose remains are still here, oldest deletion first. */
export function* erasableInstances(input: { before: number; limit: number }): Step<number[]> {
  const rows = yield* all<{ id: number }>(sql`
    select id from instance where deleted_at is not null and erased_at is null and deleted_at < ${input.before}
    order by deleted_at, id limit ${input.limit}`)
  return rows.map((row) => row.id)
}

/** Deletes at most `limit` rows that an instance left behind; how many, 0 when none are left. */
export function* eraseRows(input: { instance: number; limit: number }): Step<number> {
  for (const [table, ...key] of TABLES) {
    const deleted = yield* run(chunkOf(table, key, input))
    if (deleted > 0) return deleted
  }
  return 0
}

// names come from the list above alone
function chunkOf(
  table: string,
  key: readonly string[],
  { instance, limit }: { instance: number; limit: number },
): Statement {
  const columns = key.join(', ')
  return {
    text: `delete from ${table} where (${columns}) in (select ${columns} from ${table} where instance = ? limit ?)`,
    values: [instance, limit],
  }
}

/** The instance is erased: what its row still said of people is gone, and its token opens nothing, not even a refusal. */
export function* markErased(input: { instance: number; at: number }): Step<void> {
  const revision = yield* next(0, 'revision')
  yield* run(sql`
    update instance set erased_at = ${input.at}, phone = null, lid = null, push_name = '', device_id = '',
      settings = '{}', proxy_sealed = null, revision = ${revision}
    where id = ${input.instance} and deleted_at is not null`)
}
