import type { Dialect } from '../dialect.ts'

/** What the planner must know so that a message is found by its id, a chat by its peer, and what waits without reading what is done. */
export const plans = {
  name: '0023-plans',
  statements: ({ expect }: Dialect): string[] => [
    ...expect('journal', {
      journal: [1_000_000, 10_000, 1, 1],
      journal_chat: [1_000_000, 10_000, 100, 1, 1],
      journal_message: [1_000_000, 10_000, 1],
    }),
    ...expect('outgoing', {
      outgoing: [10_000, 100, 1],
      outgoing_message: [10_000, 100, 1],
      outgoing_turn: [10_000, 100, 50, 1],
      outgoing_state: [10_000, 5000, 10],
    }),
    'drop index endpoint_event_due',
    "create index endpoint_event_waiting on endpoint_event (endpoint, next_at, expires_at) where outcome = 'waiting'",
  ],
} as const
