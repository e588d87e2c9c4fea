import type { Dialect } from '../dialect.ts'

/** People and their sessions, what accounts may do, the audit log's refusal of change, mail, partner events, support. */
export const accounts = {
  name: '0004-accounts',
  statements: (dialect: Dialect): string[] => [
    ...people(dialect),
    ...accountColumns(dialect),
    ...auditOnly(dialect),
    ...mail(dialect),
    ...events(dialect),
    ...support(dialect),
  ],
} as const

function people({ int, blob, clustered }: Dialect): string[] {
  return [
    // password_hash "" and totp_sealed null mean "none"; totp_step is the last step that was used, so that no code works twice
    `create table person (
      id text primary key, email text not null unique, name text not null, locale text not null,
      password_hash text not null, confirmed_at ${int}, operator ${int} not null,
      totp_sealed ${blob}, totp_on_at ${int}, totp_step ${int} not null, created_at ${int} not null
    ) ${clustered}`,
    `create table membership (
      account text not null references account(id), person text not null references person(id), role text not null,
      created_at ${int} not null, primary key (account, person)
    ) ${clustered}`,
    `create index membership_person on membership (person)`,
    // what a mailed or printed link is good for, once: confirm, reset, invite, signIn, transfer
    `create table ticket (
      token_hash text primary key, purpose text not null, person text, account text, role text not null,
      email text not null, made_by text not null, created_at ${int} not null, expires_at ${int} not null, used_at ${int}
    ) ${clustered}`,
    `create index ticket_account on ticket (account)`,
    `create index ticket_age on ticket (expires_at)`,
    `create table console_session (
      id text primary key, token_hash text not null unique, person text not null references person(id), account text,
      visiting ${int} not null, remote text not null, agent text not null,
      created_at ${int} not null, seen_at ${int} not null, expires_at ${int} not null, ended_at ${int}
    ) ${clustered}`,
    `create index console_session_person on console_session (person)`,
    `create index console_session_age on console_session (expires_at)`,
    `create table sign_in_guard (key text primary key, failures ${int} not null, until ${int} not null) ${clustered}`,
  ]
}

function accountColumns({ int, clustered }: Dialect): string[] {
  return [
    `alter table account add column status_reason text not null default ''`,
    // 1: its people may create instances in the console although it is a partner
    `alter table account add column console_creation ${int} not null default 0`,
    // most instances that live at a time; null: the installation's bound
    `alter table account add column instance_cap ${int}`,
    `create table partnership (
      account text primary key references account(id), requested_by text not null, note text not null,
      requested_at ${int} not null, decision text not null, decided_by text not null, decided_at ${int}
    ) ${clustered}`,
    // addresses: JSON list of CIDR ranges, [] any; template: JSON of default settings of new instances
    `alter table partner_token add column addresses text not null default '[]'`,
    `alter table partner_token add column template text not null default '{}'`,
    `alter table partner_token add column revealed_at ${int}`,
    `alter table instance add column external_id text not null default ''`,
    `alter table instance add column metadata text not null default '{}'`,
  ]
}

function auditOnly({ name }: Dialect): string[] {
  const common = [
    `alter table audit add column detail text not null default '{}'`,
    `create index audit_account on audit (account, id)`,
  ]
  if (name === 'postgres')
    return [
      ...common,
      `create function audit_refuse() returns trigger language plpgsql as
        $$ begin raise exception 'the audit log is append-only'; end $$`,
      `create trigger audit_only before update or delete on audit for each row execute function audit_refuse()`,
      `create trigger audit_whole before truncate on audit for each statement execute function audit_refuse()`,
    ]
  return [
    ...common,
    `create trigger audit_no_update before update on audit begin
      select raise(abort, 'the audit log is append-only'); end`,
    `create trigger audit_no_delete before delete on audit begin
      select raise(abort, 'the audit log is append-only'); end`,
  ]
}

function mail({ int, blob, clustered }: Dialect): string[] {
  return [
    // sealed: recipient, subject and text, since a text may hold a one-time link
    `create table mail (
      id text primary key, sealed ${blob} not null, created_at ${int} not null, expires_at ${int} not null,
      attempts ${int} not null, next_at ${int} not null
    ) ${clustered}`,
    `create index mail_due on mail (next_at)`,
  ]
}

function events({ int, blob, clustered }: Dialect): string[] {
  return [
    // types: JSON list, [] all; the former secret signs beside the present one until former_until
    `create table partner_endpoint (
      id text primary key, account text not null references account(id), name text not null, url text not null,
      types text not null, secret_sealed ${blob} not null, former_sealed ${blob}, former_until ${int},
      next_seq ${int} not null, created_at ${int} not null, failing_since ${int}, told_failing ${int} not null,
      disabled_at ${int}, disabled_reason text not null, deleted_at ${int}
    ) ${clustered}`,
    `create index partner_endpoint_account on partner_endpoint (account)`,
    `alter table partner_event add column routed_at ${int}`,
    `create index partner_event_unrouted on partner_event (at, id) where routed_at is null`,
    `create index partner_event_age on partner_event (at)`,
    // one event on its way to one endpoint; outcome: waiting, delivered, expired or dropped (endpoint disabled, deleted)
    `create table endpoint_event (
      endpoint text not null, seq ${int} not null, event_id text not null, type text not null, body text not null,
      created_at ${int} not null, expires_at ${int} not null, attempts ${int} not null, next_at ${int} not null,
      outcome text not null, ended_at ${int}, primary key (endpoint, seq)
    ) ${clustered}`,
    `create index endpoint_event_due on endpoint_event (next_at) where outcome = 'waiting'`,
    `create index endpoint_event_age on endpoint_event (created_at)`,
    `create table endpoint_attempt (
      endpoint text not null, seq ${int} not null, attempt ${int} not null, at ${int} not null, took_ms ${int} not null,
      status ${int}, error text not null, primary key (endpoint, seq, attempt)
    ) ${clustered}`,
  ]
}

function support({ int, clustered }: Dialect): string[] {
  return [
    // side: account or operator
    `create table support_message (
      account text not null references account(id), seq ${int} not null, id text not null, person text not null,
      side text not null, text text not null, files text not null, created_at ${int} not null,
      primary key (account, seq)
    ) ${clustered}`,
    // what a person has read up to, and up to where they were written to by mail
    `create table support_reader (
      account text not null, person text not null, read_seq ${int} not null, told_seq ${int} not null,
      seen_at ${int} not null, primary key (account, person)
    ) ${clustered}`,
    `create table support_chat (account text primary key, last_seq ${int} not null, last_at ${int} not null) ${clustered}`,
  ]
}
