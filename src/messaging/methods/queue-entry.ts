import { Type, type Static, type TObject } from 'typebox'
import { LANE, priorityOf } from '../outgoing/lanes.ts'
import type { WaitingRow } from '../outgoing/queue-views.ts'

/** A message of the queue; what is ours stands there only where it says something. */
export const entryFields = {
  messageID: Type.String(),
  type: Type.String({ description: 'The method that queued it.' }),
  body: Type.Record(Type.String(), Type.Unknown(), { description: 'The parameters of the call.' }),
  priority: Type.Optional(Type.Enum(['high'], { description: 'Ours: it goes ahead of the others.' })),
  sendAt: Type.Optional(
    Type.Integer({ description: 'Ours: it does not leave before this time, in seconds since 1970.' }),
  ),
  heldReason: Type.Optional(Type.String({ description: 'Ours: why the network holds it back.' })),
  heldUntil: Type.Optional(
    Type.Union([Type.Integer(), Type.Null()], {
      description: 'Ours: until when the network holds it back, in seconds since 1970; null: it did not say.',
    }),
  ),
}

export function shownEntry(row: WaitingRow, heldUntil: number | null = null): Static<TObject<typeof entryFields>> {
  return {
    messageID: row.id_message,
    type: row.method,
    body: JSON.parse(row.request) as Record<string, unknown>,
    ...(priorityOf(row) === 'high' ? { priority: 'high' as const } : {}),
    ...(row.due_at === null ? {} : { sendAt: secondsOf(row.due_at) }),
    ...(row.lane === LANE.held
      ? { heldReason: row.reason, heldUntil: heldUntil === null ? null : secondsOf(heldUntil) }
      : {}),
  }
}

const secondsOf = (at: number): number => Math.ceil(at / 1000)
