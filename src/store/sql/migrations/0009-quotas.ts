import type { Dialect } from '../dialect.ts'

/** What instances have used of their month, quotas that accounts were raised to, and periods paid in advance. */
export const quotas = {
  name: '0009-quotas',
  statements: ({ int, clustered }: Dialect): string[] => [
    // month: YYYY-MM in UTC+3
    `create table quota_use (
      instance ${int} not null, month text not null, method text not null, used ${int} not null,
      primary key (instance, month, method)
    ) ${clustered}`,
    `create table quota_chat (
      instance ${int} not null, month text not null, chat text not null, primary key (instance, month, chat)
    ) ${clustered}`,
    // name: a method in lower case, chats, or developerInstances
    `create table account_quota (
      account text not null references account(id), name text not null, value ${int} not null, primary key (account, name)
    ) ${clustered}`,
    // the running period of an instance on the Business tariff and what was paid for it, net, in minor units
    `create table business_period (
      instance ${int} primary key, from_at ${int} not null, until_at ${int} not null, months ${int} not null,
      paid ${int} not null
    ) ${clustered}`,
  ],
} as const
