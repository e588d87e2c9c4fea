import type { Dialect } from '../dialect.ts'

/** Payments and credit notes that one operator entered and another approves. */
export const moneyEntries = {
  name: '0017-money-entries',
  statements: ({ int, clustered }: Dialect): string[] => [
    // kind: payment or credit; body: JSON of what is booked when it is approved; decision: open, approved or declined
    `create table money_entry (
      id text primary key, account text not null references account(id), kind text not null, body text not null,
      entered_by text not null, entered_at ${int} not null, decision text not null, decided_by text not null,
      decided_at ${int}, result text not null
    ) ${clustered}`,
    `create index money_entry_open on money_entry (id) where decision = 'open'`,
  ],
} as const
