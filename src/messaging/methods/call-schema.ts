import { Type } from 'typebox'
import { chatIdOf, type Address } from '../../base/content.ts'
import type { Ports } from '../../contract/ports.ts'
import { ClampedInteger } from '../../contract/schema.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { readCalls, type CallRow } from '../journals/calls.ts'
import type { Direction } from '../journals/journal-row.ts'

export const CallWindow = Type.Object({
  minutes: Type.Optional(
    ClampedInteger(1, 525_600, { default: 1440, description: 'Look-back in minutes, a day when absent.' }),
  ),
})

const shared = {
  idMessage: Type.String({ description: 'Id of the call.' }),
  timestamp: Type.Integer({ description: 'Seconds since 1970: when it rang, or when an own call was over.' }),
  chatId: Type.String(),
  isVideo: Type.Boolean(),
  status: Type.String(),
}

export const IncomingCall = Type.Object({
  type: Type.Literal('incoming'),
  typeMessage: Type.Literal('incomingCall'),
  isGroup: Type.Boolean(),
  ...shared,
})

export const OutgoingCall = Type.Object({
  type: Type.Literal('outgoing'),
  typeMessage: Type.Literal('outgoingCall'),
  duration: Type.Integer({ description: 'Length of the talk in seconds.' }),
  participants: Type.Array(Type.Object({ id: Type.String(), status: Type.String() })),
  ...shared,
})

/** What entries of both directions say, with their rows. */
export async function callsSince(
  { caller, minutes = 1440 }: { caller: InstanceCaller; minutes: number | undefined },
  direction: Direction,
  { store, clock }: Ports,
) {
  const since = clock.now() - minutes * 60_000
  const rows = await store.read(readCalls, { instance: caller.id, direction, since })
  return rows.map((row) => ({
    row,
    shared: {
      idMessage: row.id_call,
      timestamp: Math.floor(row.at / 1000),
      chatId: chatIdOf(chatOf(row), caller.settings.enableLidMode),
      isVideo: row.is_video === 1,
      status: row.status,
    },
  }))
}

function chatOf({ phone, lid, group_id: id }: CallRow): Address {
  if (id !== null) return { kind: 'group', id }
  return { kind: 'person', ...(phone === null ? {} : { phone }), ...(lid === null ? {} : { lid }) }
}
