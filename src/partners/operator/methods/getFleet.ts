import { performance } from 'node:perf_hooks'
import type { Static } from 'typebox'
import type { Ports } from '../../../contract/ports.ts'
import { operatorMethod } from '../../console/console-method.ts'
import { seconds, secondsOrNull } from '../../console/shared-replies.ts'
import { watchPulse } from '../../console/watch-pulse.ts'
import { readFleet, troubledInstances, worstWebhooks } from '../fleet.ts'
import { FleetView } from '../fleet-view.ts'

/** Starting for longer than this is no state but a fault. */
const STUCK_MS = 5 * 60_000
const MOST = 50
/** Between two frames: under traffic every reading differs from the one before. */
const REST_MS = 1000

/** Where the whole installation stands. */
export const getFleet = operatorMethod({
  name: 'getFleet',
  verb: 'GET',
  group: 'operator-fleet',
  summary: 'Nodes, sessions, queues, alarms, and who wants the operator’s eye',
  description:
    '`process` is the one that answers: its memory in bytes, and how busy its event loop has been since its start. As a ' +
    'websocket: a frame now and at each change, for a minute; then open it again.',
  reply: FleetView,
  example: {
    reply: {
      process: { upSeconds: 86_400, memory: 310_000_000, heap: 120_000_000, loop: 4 },
      nodes: [{ id: 'node-1', alive: true, sessions: 42 }],
      states: [{ state: 'authorized', instances: 42, longestSince: 1_769_000_000 }],
      queues: {
        outgoing: 3,
        oldestOutgoing: 1_769_000_000,
        notifications: 7,
        oldestNotification: 1_769_000_000,
        oldestRefused: null,
      },
      alarms: [],
      instances: [],
      webhooks: [],
    },
  },
  run: (_call, ports) => fleetOf(ports),
  watch: ({ signal }, ports) =>
    watchPulse(ports, { key: '*', topics: ['state'], restMs: REST_MS, signal, read: () => fleetOf(ports) }),
})

async function fleetOf({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<Static<typeof FleetView>> {
  const at = clock.now()
  const [fleet, troubled, webhooks] = await Promise.all([
    store.read(readFleet, undefined),
    store.read(troubledInstances, { stuckBefore: at - STUCK_MS, limit: MOST }),
    store.read(worstWebhooks, { limit: MOST }),
  ])
  const { queues } = fleet
  return {
    process: thisProcess(),
    nodes: fleet.nodes.map(({ id, until, sessions }) => ({ id, alive: until > at, sessions })),
    states: fleet.states.map(({ state, instances, since }) => ({ state, instances, longestSince: seconds(since) })),
    queues: {
      outgoing: queues.outgoing,
      oldestOutgoing: secondsOrNull(queues.oldest_outgoing),
      notifications: queues.notifications,
      oldestNotification: secondsOrNull(queues.oldest_notification),
      oldestRefused: secondsOrNull(queues.oldest_refused),
    },
    alarms: fleet.alarms.map(({ instance, kind, detail, first_at, last_at, times }) => ({
      idInstance: instance === 0 ? null : instance,
      kind,
      detail,
      firstAt: seconds(first_at),
      lastAt: seconds(last_at),
      times,
    })),
    instances: troubled.map(({ id, name, account, account_name, state, state_reason, state_since }) => ({
      idInstance: id,
      name,
      account,
      accountName: account_name,
      state,
      reason: state_reason,
      since: seconds(state_since),
    })),
    webhooks: webhooks.map(({ kind, id, name, account, account_name, waiting, failing_since }) => ({
      kind,
      id,
      name,
      account,
      accountName: account_name,
      waiting,
      failingSince: seconds(failing_since),
    })),
  }
}

function thisProcess() {
  const { rss, heapUsed } = process.memoryUsage()
  const { utilization } = performance.eventLoopUtilization()
  return {
    upSeconds: Math.floor(process.uptime()),
    memory: rss,
    heap: heapUsed,
    loop: Math.round(utilization * 100),
  }
}
