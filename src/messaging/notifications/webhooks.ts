import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Keyring } from '../../base/sealing.ts'
import type { Bus } from '../../bus/port.ts'
import { dispatcher, type DispatcherOptions, type Job } from '../../delivery/dispatcher.ts'
import type { Outbound } from '../../delivery/outbound.ts'
import { webhookSecret } from '../../delivery/signature.ts'
import { openWebhookToken } from '../../instances/settings-store.ts'
import type { Store } from '../../store/port/store.ts'
import { authorizationOf } from './webhook-url.ts'
import { dueInstances, settleWebhook, webhookHead, type WebhookHead } from './webhook-head.ts'

export interface WebhooksWorld {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  keyring: Keyring
  outbound: Outbound
  options?: Pick<DispatcherOptions, 'retryMs' | 'answerMs' | 'sweepMs' | 'perAccount' | 'perHost'>
}

/** Instances of one look of the sweep. */
const SWEEP_PAGE = 1000

/** Name under which an instance's webhook secret is derived. */
export const webhookReceiver = (instance: number) => `instance/${instance}`

/** Posts the notifications of every instance that has a webhookUrl. */
export function webhooks(world: WebhooksWorld): { stop(): Promise<void> } {
  const secrets = new Map<number, string>()
  const secretOf = (instance: number) => {
    const secret = secrets.get(instance) ?? webhookSecret(world.keyring, webhookReceiver(instance))
    secrets.set(instance, secret)
    return secret
  }
  const heads = new WeakMap<Job, WebhookHead>()
  const jobOf = (head: WebhookHead | undefined): Job | undefined => {
    if (!head) return undefined
    const { notification } = head
    const job: Job = {
      eventId: notification.event_id,
      url: head.url,
      body: notification.body,
      authorization: authorizationOf(openWebhookToken(notification.instance, head, world.keyring)),
      secret: secretOf(notification.instance),
      account: head.account,
      attempts: notification.attempts,
      dueAt: notification.next_at,
    }
    heads.set(job, head)
    return job
  }
  const posting = dispatcher({
    ...world.options,
    outbound: world.outbound,
    clock: world.clock,
    log: world.log,
    source: {
      due: async (at, after) =>
        (await world.store.read(dueInstances, { at, after: Number(after), limit: SWEEP_PAGE })).map(String),
      head: async (key, at) => jobOf(await world.store.read(webhookHead, { instance: Number(key), at })),
      async settle(key, job, result) {
        const { at, tookMs, status, error, delivered, nextAt } = result
        const receipt = heads.get(job)?.notification.receipt ?? 0
        const attempt = { eventId: job.eventId, instance: Number(key), url: logged(job.url), at, tookMs, status, error }
        const settled = { receipt, attempt, delivered, nextAt, at: world.clock.now() }
        return jobOf(await world.store.write(settleWebhook, settled))
      },
    },
  })
  const wake = (key: string) => posting.wake(key)
  const listening = [world.bus.on('notification', '*', wake), world.bus.on('settings', '*', wake)]
  return {
    async stop() {
      for (const off of listening) off()
      await posting.stop()
    },
  }
}

/** The address as the log keeps it: credentials and query may be secrets of the receiver. */
function logged(url: string): string {
  if (!URL.canParse(url)) return url
  const { origin, pathname } = new URL(url)
  return origin === 'null' ? url : `${origin}${pathname}`
}
