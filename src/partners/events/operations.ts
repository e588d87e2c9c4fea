import type { OperationTable } from '../../store/port/operation.ts'
import { tellPartner } from '../../contract/partner-event.ts'
import { routeEvents } from './routing.ts'

export const eventOperations = { routeEvents, tellPartner } satisfies OperationTable
