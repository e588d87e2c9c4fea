import type { Dialect } from '../dialect.ts'

/** The newest master key that each node knows; 0: a node older than this has not said it. */
export const nodeKeys = {
  name: '0026-node-keys',
  statements: ({ int }: Dialect): string[] => [`alter table node add column key_version ${int} not null default 0`],
} as const
