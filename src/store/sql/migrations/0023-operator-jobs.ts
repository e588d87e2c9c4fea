import type { Dialect } from '../dialect.ts'

/** Long work that operators ask for, done by whichever gateway takes it. */
export const operatorJobs = {
  name: '0023-operator-jobs',
  statements: ({ int, clustered }: Dialect): string[] => [
    // state: waiting → running → done or failed; beat_at: last sign of life of the gateway that runs it;
    // file: handle of what it made; said: what it came to, or why it failed
    `create table operator_job (
      id text primary key, kind text not null, subject text not null, state text not null, done ${int} not null,
      total ${int} not null, file text not null, said text not null, asked_by text not null, asked_at ${int} not null,
      beat_at ${int} not null, ended_at ${int}
    ) ${clustered}`,
  ],
} as const
