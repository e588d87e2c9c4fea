import type { Dialect } from '../dialect.ts'

/** The support chats as seen in one chat of an instance of the operators. */
export const supportBridge = {
  name: '0019-support-bridge',
  statements: ({ int, blob, clustered }: Dialect): string[] => [
    // one row at most; chat: chatId of a person or group; answers are given in the name of person
    `create table support_bridge (
      id ${int} primary key, instance ${int} not null, chat text not null, person text not null references person(id),
      set_at ${int} not null
    ) ${clustered}`,
    // what accounts wrote: waits (id_message null), is in the instance's queue or past it, or failed to get there
    `create table support_bridged (
      account text not null, seq ${int} not null, at ${int} not null, instance ${int} not null, chat text not null,
      peer text not null, id_message text, failed text not null, primary key (account, seq)
    ) ${clustered}`,
    `create unique index support_bridged_message on support_bridged (instance, id_message)`,
    `create index support_bridged_waiting on support_bridged (at, account, seq) where id_message is null and failed = ''`,
    // answers on their way into their support chat; content: JSON of what was said; raw: of a file not fetched yet
    `create table support_reply (
      instance ${int} not null, id_message text not null, account text not null, name text not null,
      content text not null, raw ${blob}, at ${int} not null, attempts ${int} not null, next_at ${int} not null,
      failed text not null, primary key (instance, id_message)
    ) ${clustered}`,
    `create index support_reply_due on support_reply (next_at) where failed = ''`,
    // what whoever answered in the bridged chat is called there; "": the name of the person
    `alter table support_message add column said_by text not null default ''`,
  ],
} as const
