import type { Static, TSchema } from 'typebox'
import { isLimited, limitsOf } from '../billing/quotas/limits.ts'
import { chatQuotaExceeded, methodQuotaExceeded, refundQuota, spendQuota } from '../billing/quotas/spend.ts'
import { Failure } from '../base/errors.ts'
import type { MethodDefinition } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import type { InstanceCaller } from './caller.ts'

/** Groups whose methods write to a chat. */
const SENDING = 'sending'

/**
 * A method that counts against the month of the instances whose tariff limits it. The others pay nothing for it: no
 * row is read or written.
 */
export function counted<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: MethodDefinition<InstanceCaller, Q, B, R>,
): MethodDefinition<InstanceCaller, Q, B, R> {
  const { name, group, errors = [], run } = definition
  const sends = group === SENDING
  if (!sends && !isLimited(name)) return definition
  return {
    ...definition,
    errors: [...errors, ...(isLimited(name) ? [methodQuotaExceeded] : []), ...(sends ? [chatQuotaExceeded] : [])],
    async run(call, ports): Promise<Static<R>> {
      const spent = await spend(call.caller, name, sends ? chatOf(call.body) : undefined, ports)
      try {
        return await run(call, ports)
      } catch (error) {
        // what a method refuses for its form was no use of it; a messenger that said no was asked
        if (spent && error instanceof Failure && error.kind.status === 400) await ports.store.write(refundQuota, spent)
        throw error
      }
    },
  }
}

async function spend({ id, account, row }: InstanceCaller, method: string, chat: string | undefined, ports: Ports) {
  const limits = limitsOf(row.tariff)
  const relevant =
    limits.methods[method.toLowerCase()] !== undefined || (chat !== undefined && limits.chats !== undefined)
  if (!relevant) return undefined
  const whom = chat === undefined ? {} : { chat }
  const spent = { instance: id, account, tariff: row.tariff, method, at: ports.clock.now(), ...whom }
  await ports.store.write(spendQuota, spent)
  return spent
}

function chatOf(body: unknown): string | undefined {
  const chat = (body as { chatId?: unknown } | undefined)?.chatId
  return typeof chat === 'string' ? chat : undefined
}
