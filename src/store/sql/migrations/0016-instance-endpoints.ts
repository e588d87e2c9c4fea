import type { Dialect } from '../dialect.ts'

/** Endpoints that hear the notifications of one instance; `instance` is null for those that hear an account's events. */
export const instanceEndpoints = {
  name: '0016-instance-endpoints',
  statements: ({ int }: Dialect): string[] => [
    `alter table partner_endpoint add column instance ${int}`,
    `alter table endpoint_event add column instance ${int}`,
    `alter table endpoint_attempt add column instance ${int}`,
    `create index partner_endpoint_instance on partner_endpoint (instance) where instance is not null`,
    `create index endpoint_event_instance on endpoint_event (instance) where instance is not null`,
    `create index endpoint_attempt_instance on endpoint_attempt (instance) where instance is not null`,
  ],
} as const
