import type { Static, TSchema } from 'typebox'
import { isLimited, limitsOf } from '../billing/quotas/limits.ts'
import { endHold, holdQuota, methodQuotaExceeded, type QuotaCall } from '../billing/quotas/spend.ts'
import { mintId } from '../base/ids.ts'
import type { MethodDefinition } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import type { InstanceCaller } from './caller.ts'

/** Longer than any answer takes: after it a hold belongs to a process that is gone. */
const HOLD_MS = 5 * 60_000

/**
 * A method that counts against the month of the instances whose tariff limits it. The others pay nothing for it: no
 * row is read or written. Its place is held while it runs and counted before it is answered: a call that is refused or
 * fails never counts, one whose process dies counts no more than its client learned of it. What ends in the outgoing
 * queue is counted there, by the transaction that accepts it.
 */
export function counted<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: MethodDefinition<InstanceCaller, Q, B, R>,
): MethodDefinition<InstanceCaller, Q, B, R> {
  const { name, errors = [], run } = definition
  if (!isLimited(name)) return definition
  return {
    ...definition,
    errors: [...errors, methodQuotaExceeded],
    async run(call, ports): Promise<Static<R>> {
      const { store } = ports
      const spends = quotaCallOf(call.caller, { method: name }, ports)
      if (!spends) return await run(call, ports)
      const hold = { ...spends, id: mintId(spends.at), until: spends.at + HOLD_MS }
      await store.write(holdQuota, hold)
      let counts = false
      try {
        const reply = await run(call, ports)
        counts = true
        return reply
      } finally {
        await store.write(endHold, { hold, counts })
      }
    },
  }
}

/** What a call counts as; undefined when the instance's tariff limits neither the method nor the chats it writes to. */
export function quotaCallOf(
  { id, account, row }: Pick<InstanceCaller, 'id' | 'account' | 'row'>,
  { method, chat }: Pick<QuotaCall, 'method' | 'chat'>,
  { clock }: Pick<Ports, 'clock'>,
): QuotaCall | undefined {
  const { tariff } = row
  const limits = limitsOf(tariff)
  const limited = limits.methods[method.toLowerCase()] !== undefined
  if (!limited && (chat === undefined || limits.chats === undefined)) return undefined
  return { instance: id, account, tariff, method, at: clock.now(), ...(chat === undefined ? {} : { chat }) }
}
