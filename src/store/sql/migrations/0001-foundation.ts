import type { Dialect } from '../dialect.ts'

/** Accounts, instances, linking, sessions, peers, queues, journal, notifications, media, billing days. */
export const foundation = {
  name: '0001-foundation',
  statements: ({ int, blob, clustered, heap, journal }: Dialect): string[] => [
    // idInstance = four-digit prefix + number; a number is never given twice. Names cell, messenger and network.
    `create table id_prefix (
      prefix text primary key, cell text not null, messenger text not null, network text not null, next_number ${int} not null
    ) ${clustered}`,

    `create table account (
      id text primary key, name text not null, kind text not null, status text not null,
      created_at ${int} not null
    ) ${clustered}`,

    // look-up by keyed hash; the sealed value exists because the owner may read it again
    `create table partner_token (
      id text primary key, account text not null references account(id), name text not null,
      token_hash text not null unique, token_sealed ${blob} not null, writable ${int} not null,
      created_at ${int} not null, expires_at ${int}, revoked_at ${int}, last_used_at ${int}
    ) ${clustered}`,
    `create index partner_token_account on partner_token (account)`,

    // revision grows with every visible change; updatedSince pages by it
    `create table instance (
      id ${int} primary key, account text not null references account(id), prefix text not null references id_prefix(prefix),
      name text not null, messenger text not null, network text not null, tariff text not null,
      token_hash text not null, token_sealed ${blob} not null,
      settings text not null, proxy_sealed ${blob},
      state text not null, state_reason text not null, state_since ${int} not null,
      phone text, lid text, push_name text not null, device_id text not null, linked_at ${int},
      restricted_until ${int}, created_at ${int} not null, deleted_at ${int}, erased_at ${int},
      expires_at ${int} not null, revision ${int} not null
    ) ${clustered}`,
    `create index instance_account on instance (account, revision)`,
    `create index instance_token on instance (token_hash)`,

    // counters taken in the writing transaction: commit order is sequence order. name: receipt, journal, outgoing, inbox, history, revision (instance 0)
    `create table counter (
      instance ${int} not null, name text not null, value ${int} not null, primary key (instance, name)
    ) ${clustered}`,

    `create table state_history (
      instance ${int} not null, seq ${int} not null, state text not null, reason text not null, phone text, at ${int} not null,
      primary key (instance, seq)
    ) ${clustered}`,

    `create table node (id text primary key, until ${int} not null) ${clustered}`,
    `create table lease (
      instance ${int} primary key, node text not null, epoch ${int} not null
    ) ${clustered}`,

    // what a watcher of a linking sees; the bus only nudges
    `create table link (
      instance ${int} primary key, attempt text not null, phase text not null, reason text not null,
      qr text, code text, code_phone text, started_at ${int} not null, expires_at ${int} not null, revision ${int} not null
    ) ${clustered}`,
    `create table link_page (
      token_hash text primary key, instance ${int} not null, return_url text, frame_origins text not null,
      created_at ${int} not null, expires_at ${int} not null, used_at ${int}
    ) ${clustered}`,
    `create index link_page_instance on link_page (instance)`,

    // sealed session state; epoch of the last writer, checked against lease in the same transaction
    `create table session_creds (
      instance ${int} primary key, creds ${blob} not null, epoch ${int} not null, stale ${int} not null
    ) ${clustered}`,
    `create table session_key (
      instance ${int} not null, type text not null, id text not null, value ${blob} not null, epoch ${int} not null,
      primary key (instance, type, id)
    ) ${clustered}`,
    // plaintext committed with the ratchet; done_at set when recorded, kept a while for redeliveries
    `create table inbox (
      instance ${int} not null, id text not null, seq ${int} not null, stanza ${blob} not null, plaintext ${blob} not null,
      bytes ${int} not null, at ${int} not null, done_at ${int}, primary key (instance, id)
    ) ${clustered}`,
    `create index inbox_pending on inbox (instance, seq) where done_at is null`,

    // a peer has a number, a LID or both, or is a group; merging redirects a row
    `create table peer (
      id text primary key, instance ${int} not null, kind text not null, phone text, lid text, group_id text,
      name text not null, contact_name text not null, merged_into text, updated_at ${int} not null
    ) ${clustered}`,
    `create unique index peer_phone on peer (instance, phone) where phone is not null and merged_into is null`,
    `create unique index peer_lid on peer (instance, lid) where lid is not null and merged_into is null`,
    `create unique index peer_group on peer (instance, group_id) where group_id is not null`,
    `create index peer_merged on peer (merged_into) where merged_into is not null`,

    // accepted → handed → acked or failed; parked: poison, off the head of the queue
    `create table outgoing (
      instance ${int} not null, seq ${int} not null, id_message text not null, network_id text not null,
      peer text not null, pinned text, method text not null, request text not null, content text not null, built ${blob},
      state text not null, reason text not null, attempts ${int} not null, typing_ms ${int} not null,
      accepted_at ${int} not null, expires_at ${int} not null, handed_at ${int},
      primary key (instance, seq)
    ) ${clustered}`,
    `create unique index outgoing_message on outgoing (instance, network_id)`,
    `create index outgoing_state on outgoing (state, expires_at)`,
    `create table outgoing_pace (instance ${int} primary key, last_sent_at ${int} not null, paused ${int} not null) ${clustered}`,

    `create table journal (
      instance ${int} not null, at ${int} not null, seq ${int} not null, id_message text not null, chat text not null,
      author text, direction text not null, by_api ${int} not null, type_message text not null, content text not null,
      status text not null, status_text text not null, status_at ${int} not null,
      is_edited ${int} not null, is_deleted ${int} not null, is_read ${int} not null,
      primary key (instance, at, seq)
    ) ${journal}`,
    `create index journal_chat on journal (instance, chat, at, seq)`,
    `create index journal_message on journal (instance, id_message)`,
    // the network's bytes: quoting, forwarding, resending, media
    `create table raw_message (
      instance ${int} not null, id_message text not null, chat text not null, author text, from_me ${int} not null, raw ${blob} not null, media text, at ${int} not null,
      primary key (instance, id_message, chat)
    ) ${clustered}`,
    // never partitioned away: what has been recorded is not recorded again
    `create table seen_message (
      instance ${int} not null, chat text not null, author text not null, id_message text not null, class text not null,
      primary key (instance, chat, author, id_message, class)
    ) ${clustered}`,

    `create table notification (
      instance ${int} not null, receipt ${int} not null, event_id text not null, type text not null, body text not null,
      created_at ${int} not null, expires_at ${int} not null, attempts ${int} not null, next_at ${int} not null,
      primary key (instance, receipt)
    ) ${clustered}`,
    `create index notification_expiry on notification (expires_at)`,
    // delivered and expired ones, for the delivery log and replay
    `create table delivery (
      event_id text primary key, instance ${int} not null, type text not null, body text not null, outcome text not null, created_at ${int} not null, ended_at ${int}
    ) ${clustered}`,
    `create index delivery_instance on delivery (instance, created_at)`,
    `create table delivery_attempt (
      event_id text not null, attempt ${int} not null, instance ${int} not null, url text not null, at ${int} not null, took_ms ${int} not null,
      status ${int}, error text not null, primary key (event_id, attempt)
    ) ${clustered}`,
    `create index delivery_attempt_age on delivery_attempt (at)`,
    `create table webhook_clear (instance ${int} primary key, at ${int} not null) ${clustered}`,

    // a row is written after its file is synced; files without a row are orphans
    `create table media (
      handle text primary key, instance ${int}, file_name text not null, mime_type text not null, size ${int} not null,
      created_at ${int} not null, expires_at ${int} not null
    ) ${clustered}`,
    `create index media_expiry on media (expires_at)`,

    `create table idempotency (
      account text not null, key text not null, method text not null, request_hash text not null, reply_sealed ${blob} not null, at ${int} not null,
      primary key (account, key)
    ) ${clustered}`,

    // one charge a day and instance, whoever books it; day: the date in UTC+3, YYYY-MM-DD
    `create table billing_day (
      instance ${int} not null, day text not null, account text not null, booked_at ${int} not null, cause text not null,
      primary key (instance, day)
    ) ${clustered}`,
    `create index billing_day_account on billing_day (account, day)`,

    `create table audit (
      id text primary key, account text, actor text not null, action text not null, subject text not null, at ${int} not null
    ) ${clustered}`,
    `create table setting (name text primary key, value text not null) ${heap}`,
  ],
} as const
