import { Type } from 'typebox'
import { Seconds, SecondsOrNull } from '../console/shared-replies.ts'

/** Where the installation stands, as its operator sees it. */
export const FleetView = Type.Object({
  process: Type.Object({
    upSeconds: Type.Integer(),
    memory: Type.Integer({ description: 'Resident bytes.' }),
    heap: Type.Integer({ description: 'Bytes of the heap in use.' }),
    loop: Type.Integer({ description: 'Percent of the time that the event loop was busy.' }),
  }),
  nodes: Type.Array(Type.Object({ id: Type.String(), alive: Type.Boolean(), sessions: Type.Integer() })),
  states: Type.Array(
    Type.Object({
      state: Type.String(),
      instances: Type.Integer(),
      longestSince: Type.Integer({ description: 'Since when the first of them is in it.' }),
    }),
  ),
  queues: Type.Object({
    outgoing: Type.Integer(),
    oldestOutgoing: SecondsOrNull,
    notifications: Type.Integer(),
    oldestNotification: SecondsOrNull,
    oldestRefused: SecondsOrNull,
  }),
  alarms: Type.Array(
    Type.Object({
      idInstance: Type.Union([Type.Integer(), Type.Null()], { description: 'null: the whole node.' }),
      kind: Type.String(),
      detail: Type.String(),
      firstAt: Seconds,
      lastAt: Seconds,
      times: Type.Integer(),
    }),
  ),
  instances: Type.Array(
    Type.Object({
      idInstance: Type.Integer(),
      name: Type.String(),
      account: Type.String(),
      accountName: Type.String(),
      state: Type.String(),
      reason: Type.String(),
      since: Seconds,
    }),
    { description: 'Restricted ones, and those that have been starting for more than five minutes.' },
  ),
  webhooks: Type.Array(
    Type.Object({
      kind: Type.Enum(['instance', 'endpoint']),
      id: Type.String(),
      name: Type.String(),
      account: Type.String(),
      accountName: Type.String(),
      waiting: Type.Integer(),
      failingSince: Seconds,
    }),
    { description: 'Those that refuse for the longest.' },
  ),
})
