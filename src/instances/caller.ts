import type { Instance, InstanceState } from './instance.ts'
import type { Settings } from './settings.ts'

/** Whoever proved the token of an instance. What it says of the instance is at most a second old. */
export interface InstanceCaller {
  id: number
  account: string
  state: InstanceState
  /** `webhookUrlToken` is sealed: `openWebhookToken`. */
  settings: Readonly<Settings>
  /** `…@c.us` of the linked account, "" while not linked. */
  wid: string
  row: Readonly<Instance>
}
