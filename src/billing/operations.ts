import type { OperationTable } from '../store/port/operation.ts'
import { bookBillingDay } from './billing-day.ts'

export const billingOperations = { bookBillingDay } satisfies OperationTable
