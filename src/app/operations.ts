import { auditOperations } from '../audit/audit.ts'
import { billingOperations } from '../billing/operations.ts'
import { deliveryOperations } from '../delivery/operations.ts'
import { instanceOperations } from '../instances/operations.ts'
import { gaugeOperations } from './gauges.ts'
import { keyProofOperations } from './key-proof.ts'
import { mailOperations } from '../mail/outbox.ts'
import { orderOperations } from './orders.ts'
import { mediaOperations } from '../media/operations.ts'
import { messagingOperations } from '../messaging/operations.ts'
import { partnerOperations } from '../partners/operations.ts'
import type { OperationTable } from '../store/port/operation.ts'
import { resealOperations } from './reseal.ts'
import { supportBridgeOperations } from './support-bridge.ts'

/** Every store operation of the product, for both adapters and the writer thread. */
export const operations: OperationTable = join(
  auditOperations,
  billingOperations,
  deliveryOperations,
  gaugeOperations,
  instanceOperations,
  keyProofOperations,
  mailOperations,
  mediaOperations,
  messagingOperations,
  orderOperations,
  partnerOperations,
  resealOperations,
  supportBridgeOperations,
)

/** Two domains that give one name to two operations would reach the wrong one in the writer thread. */
function join(...tables: OperationTable[]): OperationTable {
  const joined: Record<string, OperationTable[string]> = {}
  for (const table of tables)
    for (const [name, operation] of Object.entries(table)) {
      if (joined[name]) throw new Error(`two store operations are named ${name}`)
      joined[name] = operation
    }
  return joined
}
