import { findPeer, resolvePeer } from '../../instances/peers.ts'
import type { Step } from '../../store/port/operation.ts'

/** A group has this subject: the name its chat is shown under. */
export function* learnGroup(input: {
  instance: number
  group: string
  subject: string
  freshId: string
  at: number
}): Step<void> {
  const { instance, group, subject, freshId, at } = input
  yield* resolvePeer({ instance, address: { kind: 'group', id: group }, freshId, at, pushName: subject })
}

/** A number and a LID are one person: whoever has met the person under one of them knows both from now on. */
export function* joinNames(input: {
  instance: number
  phone: string
  lid: string
  freshId: string
  at: number
}): Step<void> {
  const { instance, phone, lid, freshId, at } = input
  const address = { kind: 'person' as const, phone, lid }
  if (yield* findPeer({ instance, address })) yield* resolvePeer({ instance, address, freshId, at })
}

/** What the network told of a person: both names, or a name. */
export function* learnPeer(input: {
  instance: number
  phone?: string
  lid?: string
  pushName: string
  freshId: string
  at: number
}): Step<void> {
  const { instance, phone, lid, pushName, freshId, at } = input
  if (phone === undefined && lid === undefined) return
  const address = {
    kind: 'person' as const,
    ...(phone === undefined ? {} : { phone }),
    ...(lid === undefined ? {} : { lid }),
  }
  yield* resolvePeer({ instance, address, freshId, at, ...(pushName === '' ? {} : { pushName }) })
}
