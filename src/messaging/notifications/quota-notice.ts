import { refuseChat } from '../../billing/quotas/spend.ts'
import { instanceById, type Instance } from '../../instances/instance.ts'
import type { Step } from '../../store/port/operation.ts'
import { quotaBody } from './bodies.ts'
import { notify } from './notify.ts'

/** A chat that the month of an instance does not allow. */
export interface RefusedChat {
  /** As clients write it. */
  chat: string
  eventId: string
  at: number
}

/**
 * Tells the consumer that the month's chats are used up, once a month for each chat that was refused; whether it did.
 * No setting switches it off (notifications.md).
 */
export function* tellRefusedChat(instance: Instance, { chat, eventId, at }: RefusedChat): Step<boolean> {
  const { id, account, tariff } = instance
  const quotaData = yield* refuseChat({ instance: id, account, tariff, chat, at })
  if (!quotaData) return false
  const body = quotaBody({ instance, at, quotaData })
  yield* notify({ instance: id, eventId, typeWebhook: 'quotaExceeded', body, at })
  return true
}

/** The same after a send was refused, whose own transaction left nothing behind. The caller nudges `notification`. */
export function* tellRefusedSend(input: RefusedChat & { instance: number }): Step<boolean> {
  const instance = yield* instanceById(input.instance)
  return instance !== undefined && (yield* tellRefusedChat(instance, input))
}
