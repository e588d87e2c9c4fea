import type { Dialect } from '../dialect.ts'

/** Calls that came in, and those made on the phone. */
export const calls = {
  name: '0014-calls',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table phone_call (
      instance ${int} not null, id_call text not null, chat text not null, direction text not null, at ${int} not null,
      is_video ${int} not null, is_group ${int} not null, status text not null, seconds ${int} not null,
      participants text not null, primary key (instance, id_call)
    ) ${clustered}`,
    `create index phone_call_time on phone_call (instance, at)`,
    `create index phone_call_age on phone_call (at)`,
  ],
} as const
