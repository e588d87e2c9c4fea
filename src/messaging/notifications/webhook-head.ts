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

/** Instances with something due; the settings of some may say that they poll. */
export function* dueInstances(input: { at: number; limit: number }): Step<number[]> {
  const rows = yield* all<{ instance: number }>(sql`select instance, min(receipt) as head from notification
    where next_at <= ${input.at} and expires_at > ${input.at}
    group by instance order by instance limit ${input.limit}`)
  return rows.map((row) => row.instance)
}
