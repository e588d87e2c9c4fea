import type { UseQueryResult } from '@tanstack/react-query'

/** An endpoint, whoever it belongs to. Seconds since 1970. */
export interface Endpoint extends EndpointFields {
  id: string
  enabled: boolean
  disabledReason: string
  failingSince: number | null
  formerSecretUntil: number | null
}

export interface EndpointFields {
  name: string
  url: string
  /** What it hears of; none: everything. */
  types: readonly string[]
}

/** What can be done with the endpoints of an account or of an instance. */
export interface EndpointDesk {
  endpoints: Pick<UseQueryResult<readonly Endpoint[]>, 'data' | 'error' | 'refetch'>
  /** What an endpoint can hear of. */
  types: readonly string[]
  /** Whether who looks at them may change them. */
  mayChange: boolean
  add(fields: EndpointFields): Promise<{ secret: string }>
  change(endpoint: EndpointFields & { id: string; enabled: boolean }): Promise<unknown>
  remove(id: string): Promise<unknown>
  rotate(id: string): Promise<{ secret: string }>
  test(id: string): Promise<unknown>
  /** Where the log of an endpoint is shown. */
  logOf(id: string): string
}
