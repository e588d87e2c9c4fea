import type { OperationTable } from '../store/port/operation.ts'
import { pruneDeliveries } from './attempts.ts'
import {
  addEndpoint,
  boundEndpoints,
  changeEndpoint,
  endpointOf,
  endpointsOf,
  removeEndpoint,
  rotateSecret,
} from './endpoints/endpoint.ts'
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
} from './endpoints/queue.ts'

export const deliveryOperations = {
  addEndpoint,
  boundEndpoints,
  changeEndpoint,
  dueEndpoints,
  endpointHead,
  endpointLog,
  endpointOf,
  endpointsOf,
  expireEvents,
  markTold,
  pruneDeliveries,
  purgeEvents,
  removeEndpoint,
  resendEvents,
  rotateSecret,
  settleEndpoint,
  untoldEndpoints,
} satisfies OperationTable
