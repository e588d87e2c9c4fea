import type { Dialect } from '../dialect.ts'

/** Chats past the month's number that the consumer was told of (`quotaExceeded`): each is told once a month. */
export const quotaRefusals = {
  name: '0013-quota-refusals',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table quota_refused (
      instance ${int} not null, month text not null, chat text not null, primary key (instance, month, chat)
    ) ${clustered}`,
  ],
} as const
