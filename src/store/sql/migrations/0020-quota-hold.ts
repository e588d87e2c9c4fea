import type { Dialect } from '../dialect.ts'

/** Calls of limited methods that are under way. */
export const quotaHold = {
  name: '0020-quota-hold',
  statements: ({ int, clustered }: Dialect): string[] => [
    // takes a place of the month until the call is answered or refused; until_at: a hold that nobody ended is void then
    `create table quota_hold (
      id text primary key, instance ${int} not null, month text not null, method text not null, until_at ${int} not null
    ) ${clustered}`,
    `create index quota_hold_month on quota_hold (instance, month, method, until_at)`,
  ],
} as const
