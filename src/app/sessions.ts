import { mintId } from '../base/ids.ts'
import type { Config } from '../config/config.ts'
import type { Ports } from '../contract/ports.ts'
import { outbound } from '../delivery/outbound.ts'
import { superviseInstances } from '../instances/supervisor.ts'
import { messageRecorder } from '../messaging/journals/recorder.ts'
import { enterState } from '../messaging/notifications/enter-state.ts'
import { webhooks } from '../messaging/notifications/webhooks.ts'
import { senders } from '../messaging/outgoing/senders.ts'
import { alarmBook } from './alarms.ts'
import type { GatewaySignals } from './metrics.ts'
import { nodeId } from './node-id.ts'
import type { OrderBook } from './orders.ts'
import type { Running } from './running.ts'

interface SessionsWorld {
  config: Config
  ports: Ports
  orders: OrderBook
  signals: GatewaySignals
}

/** Starts what lives with sessions: supervisor, senders, recorder, webhooks, alarms. */
export async function startSessions(
  { config, ports, orders, signals }: SessionsWorld,
  running: Running,
): Promise<void> {
  const { store, bus, engine, clock, policy } = ports
  const toOutside = running.add(outbound({ allow: policy.outboundAllow }), (opened) => opened.close())
  const recorder = running.add(messageRecorder(ports), (started) => started.stop())
  const sending = running.add(senders({ ...ports, outbound: toOutside }), (started) => started.stop())
  running.add(
    webhooks({
      ...ports,
      outbound: toOutside,
      options: { retryMs: config.webhook.retryMs, answerMs: config.webhook.timeoutMs },
    }),
    (started) => started.stop(),
  )
  const unhear = engine.on((event) => {
    sending.handle(event)
    recorder.handle(event)
  })
  const alarms = running.add(alarmBook(ports), (opened) => opened.stop())
  const supervisor = await superviseInstances({
    ports,
    node: await nodeId(config.dataFolder, clock.now()),
    async enterState(change) {
      const changed = await store.write(enterState, { ...change, eventId: mintId(change.at) })
      if (!changed) return
      bus.nudge('notification', change.instance)
      bus.nudge('event', changed.instance.account)
    },
    onOpened(instance) {
      alarms.opened(instance)
      sending.onOpened(instance)
    },
    onClosed: (instance) => sending.onClosed(instance),
    alarm(kind, fields) {
      signals.alarmRaised(kind)
      alarms.raise(kind, fields)
    },
  })
  running.add(supervisor, async (started) => {
    await started.stop()
    unhear()
  })
  signals.phasesFrom(() => supervisor.phases())
  orders.listen((name) => {
    if (name === 'whatsappVersion') supervisor.versionChanged()
    else sending.wakeAll()
  })
}
