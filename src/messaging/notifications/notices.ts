import type { Address } from '../../base/content.ts'
import { mintId } from '../../base/ids.ts'
import type { EngineEvent } from '../../engines/port.ts'
import { instanceById, type Instance } from '../../instances/instance.ts'
import { resolvePeer } from '../../instances/peers.ts'
import { readSettings } from '../../instances/settings.ts'
import type { Step } from '../../store/port/operation.ts'
import { avatarBody, blockBody, chatIdOfPeer, connectionBody, deviceBody } from './bodies.ts'
import { notify } from './notify.ts'

/** What is told and kept nowhere: block list, connection, phone. `eventIds`: one for each notification there may be. */
export type Notice = { instance: number; at: number; eventIds: readonly [string, string] } & (
  | { about: 'block'; person: Address; blocked: boolean; freshPeer: string }
  /** Online: with the account's number, since its row may be written at this moment. */
  | { about: 'connection'; online: { phone: string; platform: string } | null }
  | { about: 'avatar'; chatId: string; urlAvatar: string; reason: '' | 'get avatar timeout limit exceeded' }
)

/** Queues the notifications of a notice that the settings want; whether there were any. */
export function* tellNotice(notice: Notice): Step<boolean> {
  const instance = yield* instanceById(notice.instance)
  if (!instance || instance.deleted_at !== null) return false
  const bodies = yield* bodiesOf(notice, instance)
  for (const [index, [typeWebhook, body]] of bodies.entries()) {
    const eventId = notice.eventIds[index] ?? ''
    yield* notify({ instance: instance.id, eventId, typeWebhook, body, at: notice.at })
  }
  return bodies.length > 0
}

function* bodiesOf(notice: Notice, instance: Instance): Step<[typeWebhook: string, body: object][]> {
  const settings = readSettings(instance.settings)
  const { at } = notice
  if (notice.about === 'block') {
    if (settings.incomingWebhook === 'no' || settings.incomingBlockWebhook === 'no') return []
    const { person: address, freshPeer: freshId, blocked } = notice
    const peer = yield* resolvePeer({ instance: instance.id, address, freshId, at })
    return [['incomingBlock', blockBody({ instance, at, chatId: chatIdOfPeer(instance, peer), blocked })]]
  }
  if (notice.about === 'avatar') {
    const { chatId, urlAvatar, reason } = notice
    return [['deviceInfo', avatarBody({ instance, at, chatId, urlAvatar, reason })]]
  }
  const { online } = notice
  const teller = online ? { ...instance, phone: online.phone } : instance
  const bodies: [string, object][] = []
  if (settings.statusInstanceWebhook === 'yes')
    bodies.push(['statusInstanceChanged', connectionBody({ instance: teller, at, online: online !== null })])
  if (online && settings.deviceWebhook === 'yes')
    bodies.push(['deviceInfo', deviceBody({ instance: teller, at, platform: online.platform })])
  return bodies
}

export type Noticed = EngineEvent & { on: 'block' | 'opened' | 'closed' }

/** The notice of an engine's event. */
export function noticeOf(event: Noticed, now: number): Notice {
  const { instance } = event
  const eventIds = [mintId(now), mintId(now)] as const
  if (event.on === 'block') {
    const { person, blocked, at } = event
    return { about: 'block', instance, person, blocked, at, eventIds, freshPeer: mintId(now) }
  }
  const online = event.on === 'opened' ? { phone: event.account.phone, platform: event.account.platform } : null
  return { about: 'connection', instance, at: now, eventIds, online }
}
