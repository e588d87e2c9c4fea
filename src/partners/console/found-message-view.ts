import { Type, type Static } from 'typebox'
import { chatIdOf } from '../../base/content.ts'
import type { FoundMessage } from './found-messages.ts'
import { Seconds, seconds } from './shared-replies.ts'

/** Found messages as they are answered. */
export const FoundView = Type.Array(
  Type.Object({
    idInstance: Type.Integer(),
    name: Type.String(),
    chatId: Type.String(),
    idMessage: Type.String(),
    timestamp: Seconds,
    direction: Type.Enum(['incoming', 'outgoing']),
    byApi: Type.Boolean(),
    typeMessage: Type.String(),
    status: Type.String(),
    reason: Type.String(),
    statusAt: Seconds,
  }),
)

/** The view of a found message. */
export function viewOf(row: FoundMessage): Static<typeof FoundView>[number] {
  const { kind, phone, lid, group_id: group } = row
  const address =
    kind === 'status'
      ? ({ kind: 'status' } as const)
      : kind === 'group'
        ? ({ kind: 'group', id: group ?? '' } as const)
        : {
            kind: 'person' as const,
            ...(phone === null ? {} : { phone }),
            ...(lid === null ? {} : { lid }),
          }
  return {
    idInstance: row.instance,
    name: row.name,
    chatId: chatIdOf(address),
    idMessage: row.id_message,
    timestamp: seconds(row.at),
    direction: row.direction,
    byApi: row.by_api === 1,
    typeMessage: row.type_message,
    status: row.status,
    reason: row.status_text,
    statusAt: seconds(row.status_at),
  }
}
