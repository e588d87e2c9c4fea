import type { OperationTable } from '../../store/port/operation.ts'
import { tellPartner } from '../../contract/partner-event.ts'
import { addEndpoint, changeEndpoint, endpointOf, endpointsOf, removeEndpoint, rotateSecret } from './endpoint.ts'
import {
  dueEndpoints,
  endpointHead,
  endpointLog,
  expireEvents,
  markTold,
  purgeEvents,
  resendEvents,
  settleEndpoint,
  untoldEndpoints,
} from './queue.ts'
import { routeEvents } from './routing.ts'

export const eventOperations = {
  addEndpoint,
  changeEndpoint,
  dueEndpoints,
  endpointHead,
  endpointLog,
  endpointOf,
  endpointsOf,
  expireEvents,
  markTold,
  purgeEvents,
  removeEndpoint,
  resendEvents,
  rotateSecret,
  routeEvents,
  settleEndpoint,
  tellPartner,
  untoldEndpoints,
} satisfies OperationTable
