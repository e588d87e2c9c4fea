import type { Dialect } from '../dialect.ts'

/** Who an own status was sent to, and how far it has come with each of them. */
export const statuses = {
  name: '0012-statuses',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table status_viewer (
      instance ${int} not null, id_message text not null, peer text not null, status text not null, at ${int} not null,
      primary key (instance, id_message, peer)
    ) ${clustered}`,
  ],
} as const
