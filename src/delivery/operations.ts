import type { OperationTable } from '../store/port/operation.ts'
import { pruneDeliveries } from './attempts.ts'

export const deliveryOperations = { pruneDeliveries } satisfies OperationTable
