import { logAttempt, type Attempt } from '../../delivery/attempts.ts'
import { readSettings } from '../../instances/settings.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { logEnd, type NotificationRow } from './queue.ts'
import { webhookUrlOf } from './webhook-url.ts'

/** The head of an instance's queue with where it goes. */
export interface WebhookHead {
  notification: NotificationRow
  url: string
  /** As the settings hold it: sealed. */
  webhookUrlToken: string
  account: string
}

/** What is to be posted next; undefined when nothing waits, the instance polls or is deleted. */
export function* webhookHead(input: { instance: number; at: number }): Step<WebhookHead | undefined> {
  const row = yield* one<NotificationRow & { settings: string; account: string }>(sql`
    select n.*, i.settings, i.account from notification n join instance i on i.id = n.instance
    where n.instance = ${input.instance} and n.expires_at > ${input.at} and i.deleted_at is null
    order by n.receipt limit 1`)
  if (!row) return undefined
  const { settings: stored, account, ...notification } = row
  const settings = readSettings(stored)
  const url = webhookUrlOf(settings)
  return url === '' ? undefined : { notification, url, webhookUrlToken: settings.webhookUrlToken, account }
}

export interface WebhookResult {
  receipt: number
  attempt: Attempt
  delivered: boolean
  nextAt: number
  /** Time of the settlement. */
  at: number
}

/** Keeps an attempt; a delivered notification leaves the queue. Answers with the head now, in the same commit. */
export function* settleWebhook(result: WebhookResult): Step<WebhookHead | undefined> {
  const { attempt, receipt } = result
  yield* logAttempt(attempt)
  if (result.delivered) {
    const row = yield* one<NotificationRow>(sql`delete from notification where instance = ${attempt.instance}
      and receipt = ${receipt} returning *`)
    if (row) yield* logEnd(row, 'delivered', result.at)
  } else {
    yield* run(sql`update notification set attempts = attempts + 1, next_at = ${result.nextAt}
      where instance = ${attempt.instance} and receipt = ${receipt}`)
  }
  return yield* webhookHead({ instance: attempt.instance, at: result.at })
}

/**
 * Instances behind `after` with something due, in the order of their ids, at most `limit`; the settings of some may
 * say that they poll. One look into the key for each instance: what polls may have millions of rows.
 */
export function* dueInstances(input: { after: number; at: number; limit: number }): Step<number[]> {
  const { after, at, limit } = input
  const rows = yield* all<{ instance: number }>(sql`
    with recursive waiting (instance) as (
      select min(instance) from notification where instance > ${after}
      union all
      select (select min(n.instance) from notification n where n.instance > w.instance)
      from waiting w where w.instance is not null
    )
    select w.instance from waiting w where w.instance is not null and exists (
      select 1 from notification n where n.instance = w.instance and n.next_at <= ${at} and n.expires_at > ${at})
    limit ${limit}`)
  return rows.map((row) => row.instance)
}
