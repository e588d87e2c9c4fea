import { mintId } from '../base/ids.ts'
import type { Config } from '../config/config.ts'
import type { Ports } from '../contract/ports.ts'
import { outbound } from '../delivery/outbound.ts'
import type { DiskMedia } from '../media/disk.ts'
import { superviseInstances } from '../instances/supervisor.ts'
import type { Recording } from '../messaging/journals/record.ts'
import { messageRecorder } from '../messaging/journals/recorder.ts'
import { answerOpenAvatars } from '../messaging/notifications/avatars.ts'
import { enterState } from '../messaging/notifications/enter-state.ts'
import { webhooks } from '../messaging/notifications/webhooks.ts'
import { senders } from '../messaging/outgoing/senders.ts'
import { alarmBook } from './alarms.ts'
import type { GatewaySignals } from './metrics.ts'
import { nodeId } from './node-id.ts'
import type { OrderBook } from './orders.ts'
import type { Running } from './running.ts'
import { bridgeSupport, recordWithReplies } from './support-bridge.ts'
import { openTranscoder } from './open-transcoder.ts'

interface SessionsWorld {
  config: Config
  ports: Ports
  media: DiskMedia
  orders: OrderBook
  signals: GatewaySignals
}

/** Starts what lives with sessions: supervisor, senders, recorder, webhooks, alarms. */
export async function startSessions(
  { config, ports, media, orders, signals }: SessionsWorld,
  running: Running,
): Promise<void> {
  const { store, bus, engine, clock, policy } = ports
  const toOutside = running.add(outbound({ allow: policy.outboundAllow }), (opened) => opened.close())
  const recorder = running.add(messageRecorder({ ...ports, record: recordingWith(ports) }), (started) => started.stop())
  running.add(bridgeSupport(ports), (started) => started.stop())
  const transcoder = await openTranscoder(config, media, ports)
  const sending = running.add(senders({ ...ports, transcoder, outbound: toOutside }), async (started) => {
    // the senders would wait for a video otherwise
    await transcoder.stop()
    await started.stop()
  })
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
      answerOpenAvatars(instance, ports).catch((error: unknown) =>
        ports.log.warn({ err: error, idInstance: instance }, 'pictures not told'),
      )
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

const recordingWith =
  ({ store, bus }: Ports) =>
  async (recording: Recording) => {
    const recorded = await store.write(recordWithReplies, recording)
    if (recorded.replied) bus.nudge('support', 'bridge')
    return recorded
  }
