import type { Dialect } from '../dialect.ts'

/** Messages that the network holds back: the account may not begin chats for a while. */
export const heldMessages = {
  name: '0025-held-messages',
  statements: ({ int }: Dialect): string[] => [
    // lane 3 of `outgoing`; held_at: since when, kept when the row goes on
    `alter table outgoing add column held_at ${int}`,
    // no new chats before this time, whatever the instance's state says; 0: none
    `alter table outgoing_pace add column held_until ${int} not null default 0`,
  ],
} as const
