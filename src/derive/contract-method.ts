import type { Shape } from './shape.ts'

/** What the public contract says of one method, distilled (`test/fixtures/contract/methods.json`). */
export interface ContractMethod {
  readonly name: string
  readonly families: readonly string[]
  readonly verb: string
  /** `/waInstance{idInstance}/sendMessage/{apiTokenInstance}`. */
  readonly path: string
  readonly host: 'api' | 'media'
  /** Requests per second for WhatsApp; null when the sources name none. */
  readonly rate: number | null
  readonly messengers: readonly string[]
  readonly bodyType: 'none' | 'json' | 'multipart' | 'raw'
  readonly body: Shape | null
  readonly query: Shape | null
  readonly responseType: 'json' | 'empty'
  readonly response: Shape | null
  /** HTTP statuses the sources name. */
  readonly errors: readonly number[]
  readonly deprecated: boolean
  /** The contract fixes the one answer and forbids any effect. */
  readonly inert?: boolean
}
