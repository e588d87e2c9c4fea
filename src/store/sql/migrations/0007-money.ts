import type { Dialect } from '../dialect.ts'

/** Ledger, price lists and the nightly charge. */
export const money = {
  name: '0007-money',
  statements: ({ int, clustered, appendOnly }: Dialect): string[] => [
    // the head of an account's ledger and the cursor of its night; its lock orders everything that is booked on it.
    // night: the last billing day whose 00:00 was begun; night_after: the last instance charged on it
    `create table billing_account (
      account text primary key references account(id), currency text not null, seq ${int} not null, hash text not null,
      night text not null, night_after ${int} not null, night_done ${int} not null, night_charged ${int} not null,
      night_minor ${int} not null, enrolled_at ${int} not null, prepaid ${int} not null, tax_rate ${int} not null,
      due_days ${int} not null, party text not null, credit_limit ${int}, refuse_over_limit ${int} not null,
      warned ${int} not null
    ) ${clustered}`,
    `create index billing_account_night on billing_account (night, account)`,
    // instance-days of a month by tariff and price (millionths of a minor unit); what is posted is their sum's rounding
    `create table billing_month (
      account text not null, month text not null, tariff text not null, price ${int} not null, days ${int} not null,
      primary key (account, month, tariff, price)
    ) ${clustered}`,

    `create table ledger_transaction (
      account text not null, seq ${int} not null, id text not null unique, kind text not null, day text not null,
      at ${int} not null, reference text not null, corrects text, lines ${int} not null, digest text not null,
      prev text not null, hash text not null, primary key (account, seq)
    ) ${clustered}`,
    `create table ledger_posting (
      account text not null, seq ${int} not null, line ${int} not null, book text not null, amount ${int} not null,
      primary key (account, seq, line)
    ) ${clustered}`,
    // the chain's state after a night
    `create table ledger_anchor (
      account text not null, day text not null, seq ${int} not null, hash text not null, balance ${int} not null,
      primary key (account, day)
    ) ${clustered}`,

    // price: millionths of a minor unit; seq: the account's transaction that charged it, 0 for days before the ledger
    `alter table billing_day add column tariff text not null default ''`,
    `alter table billing_day add column price ${int} not null default 0`,
    `alter table billing_day add column seq ${int} not null default 0`,
    `drop index billing_day_account`,
    `create index billing_day_account on billing_day (account, day, seq)`,
    `create index instance_owner on instance (account, id)`,

    // an account without an assignment pays by the list 'standard'
    `create table price_list (id text primary key, name text not null, currency text not null, at ${int} not null) ${clustered}`,
    `create table price_version (
      list text not null references price_list(id), version ${int} not null, valid_from text not null,
      first_day text not null, prices text not null, at ${int} not null, primary key (list, version)
    ) ${clustered}`,
    `create table account_price_list (
      account text not null references account(id), valid_from text not null, list text not null references price_list(id),
      primary key (account, valid_from)
    ) ${clustered}`,

    `create table job_lease (name text primary key, holder text not null, until ${int} not null) ${clustered}`,

    // accounts that were charged before the ledger go on with the night after their last booked day
    `insert into billing_account (account, currency, seq, hash, night, night_after, night_done, night_charged, night_minor,
        enrolled_at, prepaid, tax_rate, due_days, party, credit_limit, refuse_over_limit, warned)
      select account, 'USD', 0, '', max(day), 0, 1, 0, 0, min(booked_at), 0, 0, 14, '{}', null, 0, 0
      from billing_day group by account`,

    ...['ledger_transaction', 'ledger_posting', 'ledger_anchor', 'billing_day', 'price_version'].flatMap(appendOnly),
  ],
} as const
