import type { Dialect } from '../dialect.ts'

/** Invoices and credit notes, payments, and the numbers that leave no gap. */
export const invoices = {
  name: '0008-invoices',
  statements: ({ int, clustered, appendOnly }: Dialect): string[] => [
    // a series' last number; taken in the transaction that writes the document
    `create table billing_number (series text primary key, value ${int} not null) ${clustered}`,
    // kind: invoice or credit-note; document: JSON with both parties and the lines, as it was issued
    `create table invoice (
      number text primary key, kind text not null, account text not null, month text not null, issued_at ${int} not null,
      due_day text not null, currency text not null, net ${int} not null, tax_rate ${int} not null, tax ${int} not null,
      total ${int} not null, document text not null, corrects text
    ) ${clustered}`,
    `create index invoice_account on invoice (account, number)`,
    `create unique index invoice_month on invoice (account, month) where kind = 'invoice'`,
    // source and external name a payment in the world outside: the same one is booked once
    `create table payment (
      id text primary key, account text not null, amount ${int} not null, source text not null, external text not null,
      reference text not null, actor text not null, at ${int} not null, seq ${int} not null, unique (source, external)
    ) ${clustered}`,
    `create index ledger_transaction_day on ledger_transaction (account, day)`,
    `create index payment_account on payment (account, id)`,
    ...['invoice', 'payment'].flatMap(appendOnly),
  ],
} as const
