import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Signals } from '../http/serve.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { readGauges } from './gauges.ts'

/** `/metrics` and `/ready` of this gateway. No label holds a token or a number. */
export function gatewaySignals(store: MaintainedStore): Signals {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'rookery_' })
  const instances = gauge(registry, 'rookery_instances', 'Instances that are not deleted, by state.', ['state'])
  const dwell = gauge(registry, 'rookery_state_dwell_seconds', 'Longest time an instance has been in the state.', [
    'state',
  ])
  const queued = gauge(registry, 'rookery_outgoing_rows', 'Messages in outgoing queues, by state.', ['state'])
  const queueAge = gauge(registry, 'rookery_outgoing_oldest_seconds', 'Age of the oldest waiting message.', [])
  const notices = gauge(registry, 'rookery_notification_rows', 'Notifications not yet delivered or fetched.', [])
  const noticeAge = gauge(registry, 'rookery_notification_oldest_seconds', 'Age of the oldest of them.', [])
  const up = new Gauge({
    name: 'rookery_store_up',
    help: '1 when the store answered this scrape.',
    registers: [],
    async collect() {
      const now = Date.now()
      const seen = await store.read(readGauges, undefined).catch(() => undefined)
      this.set(seen ? 1 : 0)
      if (!seen) return
      for (const set of [instances, dwell, queued]) set.reset()
      for (const { state, rows, since } of seen.instances) {
        instances.labels(state).set(rows)
        dwell.labels(state).set((now - since) / 1000)
      }
      for (const { state, rows } of seen.outgoing) queued.labels(state).set(rows)
      queueAge.set(age(now, seen.oldestOutgoing))
      notices.set(seen.notifications)
      noticeAge.set(age(now, seen.oldestNotification))
    },
  })
  registry.registerMetric(up)
  return {
    registry,
    async ready() {
      try {
        await store.read(readGauges, undefined)
        return { ready: true, store: store.engine }
      } catch {
        return { ready: false, store: 'unreachable' }
      }
    },
  }
}

const age = (now: number, since: number | null) => (since === null ? 0 : (now - since) / 1000)

function gauge(registry: Registry, name: string, help: string, labelNames: string[]): Gauge {
  return new Gauge({ name, help, labelNames, registers: [registry] })
}
