import type { Dialect } from '../dialect.ts'

/**
 * What is known of a chat beside its messages stays with its peer: whether it is archived, and its timer of
 * disappearing messages. When it was last active is read from the journal's index, so that recording costs no more.
 */
export const chats = {
  name: '0011-chats',
  statements: ({ int }: Dialect): string[] => [
    `alter table peer add column archived ${int} not null default 0`,
    `alter table peer add column ephemeral ${int} not null default 0`,
    `alter table peer add column ephemeral_at ${int} not null default 0`,
    `create index peer_instance on peer (instance)`,
  ],
} as const
