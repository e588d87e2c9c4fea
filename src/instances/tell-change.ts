import { tellPartner, type PartnerEventType } from '../contract/partner-event.ts'
import type { Step } from '../store/port/operation.ts'
import { widOf, type Instance } from './instance.ts'

/** Tells the partner of an instance what became of it; the row is the one after the change, its revision names the event. */
export function* tellInstance(row: Instance, type: PartnerEventType, at: number): Step<void> {
  const id = `instance-${row.id}-${row.revision}`
  yield* tellPartner({ id, account: row.account, type, instance: row.id, data: factsOf(row), at })
}

function factsOf(row: Instance): Record<string, unknown> {
  return {
    name: row.name,
    externalId: row.external_id,
    metadata: JSON.parse(row.metadata) as unknown,
    typeInstance: row.messenger,
    stateInstance: row.state,
    reason: row.state_reason,
    wid: widOf(row),
  }
}

/** What a change of state means to a partner, if anything: a reconnect of a linked account means nothing. */
export function* tellState(before: Instance, after: Instance, at: number): Step<void> {
  const restricted = (row: Instance) => row.state === 'suspended' || row.state === 'blocked'
  if (after.linked_at !== null && after.linked_at !== before.linked_at)
    yield* tellInstance(after, 'instance.linked', at)
  else if (before.linked_at !== null && after.linked_at === null)
    yield* tellInstance({ ...after, phone: before.phone }, 'instance.lost', at)
  else if (restricted(after) && after.state !== before.state) yield* tellInstance(after, 'instance.restricted', at)
}
