export { startSandbox } from './network.ts'
export type {
  FaultControl,
  FaultRule,
  NetworkFacts,
  NetworkState,
  OutgoingPhoneMessage,
  Phone,
  PhoneMessage,
  PhoneState,
  SandboxNetwork,
  SandboxOptions,
  Violation,
} from './api.ts'
