import type { Dialect } from '../dialect.ts'

/** Idempotency-Keys of accepted sends, with the ids they were answered. */
export const sendOnce = {
  name: '0010-send-once',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table send_once (
      instance ${int} not null, key text not null, request_hash text not null, ids text not null, at ${int} not null,
      primary key (instance, key)
    ) ${clustered}`,
    `create index send_once_age on send_once (at)`,
  ],
} as const
