import type { Dialect } from '../dialect.ts'

/** The outbox of what partners are told: written in the transaction of what happened. */
export const partnerEvents = {
  name: '0003-partner-events',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table partner_event (
      id text primary key, account text not null, type text not null, instance ${int}, data text not null, at ${int} not null
    ) ${clustered}`,
    `create index partner_event_account on partner_event (account, id)`,
  ],
} as const
