import type { Dialect } from '../dialect.ts'

/** Indexes for what runs by itself every few seconds or hours, and alarms that wait for the operator. */
export const operating = {
  name: '0005-operating',
  statements: ({ int, clustered }: Dialect): string[] => [
    // looked through every few seconds for sessions without a holder: unlinked and deleted instances cost nothing
    `create index instance_linked on instance (id)
      where deleted_at is null and state in ('authorized', 'starting', 'suspended')`,
    `create index link_live on link (instance) where phase not in ('failed', 'expired', 'passkeyRequired')`,
    `create index media_instance on media (instance) where instance is not null`,
    `create index idempotency_age on idempotency (at)`,
    // instance 0: the whole node
    `create table alarm (
      instance ${int} not null, kind text not null, detail text not null, first_at ${int} not null, last_at ${int} not null,
      times ${int} not null, primary key (instance, kind)
    ) ${clustered}`,
  ],
} as const
