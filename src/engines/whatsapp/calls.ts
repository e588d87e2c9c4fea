import type { BinaryNode } from 'baileys'
import type { CallStage, EngineEvent, EngineQuestion, QuestionAnswers } from '../port.ts'
import { asked } from './asked.ts'
import { addressOfJids, jidOf } from './jid.ts'
import type { OpenSession } from './open-session.ts'

/** Why the network ends a call on this device; the caller gave up when it gives no reason. */
const ENDINGS: Readonly<Record<string, CallStage>> = {
  accepted_elsewhere: 'pickUp',
  rejected_elsewhere: 'declined',
  timeout: 'missed',
}

/** What a call stanza says: that it rings, or that it is over. Read raw, since the library's event leaves the reason out. */
export function readCall(node: BinaryNode, instance: number): EngineEvent[] {
  const word = Array.isArray(node.content) ? node.content[0] : undefined
  if (node.tag !== 'call' || !word) return []
  const { tag, attrs, content } = word
  const stage = tag === 'terminate' ? (ENDINGS[attrs['reason'] ?? ''] ?? 'hangUp') : tag === 'offer' ? tag : undefined
  const from = addressOfJids(attrs['call-creator'] ?? node.attrs['from'], attrs['caller_pn'])
  const idCall = attrs['call-id']
  if (stage === undefined || !from || idCall === undefined) return []
  const isVideo = Array.isArray(content) && content.some((media) => media.tag === 'video')
  const isGroup = attrs['group-jid'] !== undefined
  const at = Number(node.attrs['t'] ?? 0) * 1000
  return [{ on: 'call', instance, idCall, from, stage, isVideo, isGroup, at }]
}

export async function rejectCall(
  session: OpenSession,
  { idCall, from }: Extract<EngineQuestion, { ask: 'rejectCall' }>,
): Promise<QuestionAnswers['rejectCall']> {
  const { world, account, line } = session
  await asked(session, () => line.sock.rejectCall(idCall, jidOf(from)))
  // the network tells every device but the one that declined
  const at = world.clock.now()
  const stage = 'declined'
  world.emit({ on: 'call', instance: account.instance, idCall, from, stage, isVideo: false, isGroup: false, at })
  return { done: true }
}
