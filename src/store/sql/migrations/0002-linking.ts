import type { Dialect } from '../dialect.ts'

/** Wishes for a session holder, and an index that lets recorded inbox rows be purged without reading the table. */
export const linking = {
  name: '0002-linking',
  statements: ({ int, clustered }: Dialect): string[] => [
    // what somebody wants of an instance's session; whoever holds it does it and deletes the row
    `create table instance_command (
      instance ${int} not null, kind text not null, detail text not null, at ${int} not null,
      primary key (instance, kind)
    ) ${clustered}`,
    `create index instance_command_age on instance_command (at)`,
    `create index inbox_done on inbox (done_at) where done_at is not null`,
    `create index instance_deleted on instance (deleted_at) where deleted_at is not null and erased_at is null`,
  ],
} as const
