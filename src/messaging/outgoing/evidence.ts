import type { Step } from '../../store/port/operation.ts'
import { keepCap, type Capped } from './holding.ts'
import { recordReceipt, type Receipt } from './receipts.ts'
import { acknowledge, type Acknowledged } from './settle.ts'

/** One thing the network said about sent messages. */
export type Evidence =
  | { kind: 'ack'; ack: Acknowledged }
  | { kind: 'receipt'; receipt: Receipt }
  /** What it lets the account begin. */
  | { kind: 'cap'; cap: Capped }

/** Records what the network said, in its order, in one commit. True when a notification was queued. */
export function* recordEvidence(input: { items: Evidence[] }): Step<boolean> {
  let notified = false
  for (const item of input.items) {
    if (item.kind === 'cap') {
      yield* keepCap(item.cap)
      continue
    }
    const told = item.kind === 'ack' ? yield* acknowledge(item.ack) : yield* recordReceipt(item.receipt)
    notified = told || notified
  }
  return notified
}
