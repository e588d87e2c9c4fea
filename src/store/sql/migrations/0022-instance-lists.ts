import type { Dialect } from '../dialect.ts'

/** Tags of instances, and the views of their list that people keep. */
export const instanceLists = {
  name: '0022-instance-lists',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table instance_tag (
      instance ${int} not null, tag text not null, primary key (instance, tag)
    ) ${clustered}`,
    // view: the query of the list as its address has it
    `create table saved_view (
      account text not null references account(id), person text not null references person(id), name text not null,
      view text not null, saved_at ${int} not null, primary key (account, person, name)
    ) ${clustered}`,
  ],
} as const
