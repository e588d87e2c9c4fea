import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { Signals } from '../http/serve.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { readGauges, storeAnswers, type Gauges } from './gauges.ts'

/** Signals of a gateway, with what its parts add to them. */
export interface GatewaySignals extends Signals {
  alarmRaised(kind: string): void
  /** Where the counts of held sessions by phase come from. */
  phasesFrom(read: () => Readonly<Record<string, number>>): void
}

/** `/metrics` and `/ready` of this gateway. No label holds a token or a number. */
export function gatewaySignals(store: MaintainedStore): GatewaySignals {
  const registry = new Registry()
  // event loop lag, memory and processor time among them
  collectDefaultMetrics({ register: registry, prefix: 'rookery_' })
  rowGauges(registry, () => store.read(readGauges, undefined))
  const alarms = new Counter({
    name: 'rookery_alarms_total',
    help: 'What an operator has to know, by kind; rookery doctor says more.',
    labelNames: ['kind'],
    registers: [registry],
  })
  let phases: () => Readonly<Record<string, number>> = () => ({})
  registry.registerMetric(
    new Gauge({
      name: 'rookery_sessions',
      help: 'Sessions that this process holds, by phase.',
      labelNames: ['phase'],
      registers: [],
      collect() {
        for (const [phase, count] of Object.entries(phases())) this.labels(phase).set(count)
      },
    }),
  )
  return {
    registry,
    async ready() {
      try {
        await store.read(storeAnswers, undefined)
        return { ready: true, store: store.engine }
      } catch {
        return { ready: false, store: 'unreachable' }
      }
    },
    alarmRaised: (kind) => alarms.labels(kind).inc(),
    phasesFrom: (read) => void (phases = read),
  }
}

/** Gauges of what the rows say. The rows are read once for a scrape, and every gauge waits for that. */
function rowGauges(registry: Registry, read: () => Promise<Gauges>): void {
  let reading: Promise<void> | undefined
  const collect = () => (reading ??= refresh().finally(() => (reading = undefined)))
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry], collect })
  const up = gauge('rookery_store_up', '1 when the store answered this scrape.')
  const instances = gauge('rookery_instances', 'Instances that are not deleted, by state.', ['state'])
  const dwell = gauge('rookery_state_dwell_seconds', 'Longest time an instance has been in the state.', ['state'])
  const queued = gauge('rookery_outgoing_rows', 'Messages in outgoing queues, by state.', ['state'])
  const queueAge = gauge('rookery_outgoing_oldest_seconds', 'Age of the oldest message that waits to be sent.')
  const notices = gauge('rookery_notification_rows', 'Notifications not yet delivered or fetched.')
  const noticeAge = gauge('rookery_notification_oldest_seconds', 'Age of the oldest of them.')
  const overdue = gauge(
    'rookery_webhook_oldest_seconds',
    'Age of the oldest notification that its webhook has refused at least once.',
  )
  async function refresh(): Promise<void> {
    const seen = await read().catch(() => undefined)
    const now = Date.now()
    up.set(seen ? 1 : 0)
    if (!seen) return
    for (const set of [instances, dwell, queued]) set.reset()
    for (const { state, rows, since } of seen.instances) {
      instances.labels(state).set(rows)
      dwell.labels(state).set(age(now, since))
    }
    for (const { state, rows } of seen.outgoing) queued.labels(state).set(rows)
    queueAge.set(age(now, seen.oldestOutgoing))
    notices.set(seen.notifications)
    noticeAge.set(age(now, seen.oldestNotification))
    overdue.set(age(now, seen.oldestWebhook))
  }
}

const age = (now: number, since: number | null) => (since === null ? 0 : Math.max(0, (now - since) / 1000))
