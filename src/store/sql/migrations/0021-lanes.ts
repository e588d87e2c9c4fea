import type { Dialect } from '../dialect.ts'

/** Messages that go first, and messages that wait for a time. */
export const lanes = {
  name: '0021-lanes',
  statements: ({ int }: Dialect): string[] => [
    // lane: where a row stands (0 goes first, 1 ordinary, 2 waits for its time) · priority: its lane once it may go
    // turn: order inside the lane (sequence; in lane 2 the time) · due_at: null when no time was asked for
    `alter table outgoing add column lane ${int} not null default 1`,
    `alter table outgoing add column priority ${int} not null default 1`,
    `alter table outgoing add column turn ${int} not null default 0`,
    `alter table outgoing add column due_at ${int}`,
    `update outgoing set turn = seq`,
    `create index outgoing_turn on outgoing (instance, lane, turn)`,
  ],
} as const
