import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import { ClampedInteger } from '../../contract/schema.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { widOf } from '../../instances/instance.ts'
import type { Direction } from '../journals/journal-row.ts'
import { readStatuses } from '../journals/read.ts'
import { statusesOf, type StatusEntry } from '../journals/status-entry.ts'

/** Statuses are kept 30 days (statuses.json, limits). */
const LONGEST_MINUTES = 30 * 24 * 60

export const StatusWindow = Type.Object({
  minutes: Type.Optional(
    ClampedInteger(1, LONGEST_MINUTES, { default: 1440, description: 'Look-back in minutes, a day when absent.' }),
  ),
})

const shared = {
  idMessage: Type.String(),
  timestamp: Type.Integer({ description: 'Seconds since 1970: arrival, or last change of an own status.' }),
  typeMessage: Type.Enum(['extendedTextMessage', 'imageMessage', 'videoMessage', 'audioMessage', 'deletedMessage']),
  chatId: Type.String({ description: 'The author; of an own status the account itself.' }),
}

export const IncomingStatus = Type.Object(
  {
    type: Type.Literal('incoming'),
    ...shared,
    senderId: Type.String(),
    senderName: Type.String(),
    senderContactName: Type.String(),
  },
  { additionalProperties: true },
)

export const OutgoingStatus = Type.Object(
  {
    type: Type.Literal('outgoing'),
    ...shared,
    statusMessage: Type.Enum(['pending', 'sent', 'delivered', 'read']),
    sendByApi: Type.Boolean(),
  },
  { additionalProperties: true },
)

/** The statuses of a window, as both journals answer them. */
export async function statusesSince<E extends Static<typeof IncomingStatus> | Static<typeof OutgoingStatus>>(
  { caller, minutes = 1440 }: { caller: InstanceCaller; minutes: number | undefined },
  direction: Direction & E['type'],
  { store, media, clock }: Ports,
): Promise<(E & StatusEntry)[]> {
  const now = clock.now()
  const rows = await store.read(readStatuses, { instance: caller.id, direction, since: now - minutes * 60_000 })
  const view = { media, now, byLid: caller.settings.enableLidMode }
  return statusesOf(rows, widOf(caller.row), view) as (E & StatusEntry)[]
}
