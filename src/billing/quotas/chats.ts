import { all, run, sql, type Step } from '../../store/port/operation.ts'

interface Month {
  instance: number
  /** `YYYY-MM`. */
  month: string
}

/** Chats that an instance's month has counted, sorted. */
export function* chatsOf({ instance, month }: Month): Step<string[]> {
  const rows = yield* all<{ chat: string }>(sql`
    select chat from quota_chat where instance = ${instance} and month = ${month} order by chat`)
  return rows.map(({ chat }) => chat)
}

/** A chat as it is counted. */
export interface CountedChat {
  chat: string
  /** Further names of the same chat: it may have been counted under one of them. */
  names?: readonly string[]
}

/** Whether a chat is among those that were counted, under whichever name. */
export const isCounted = (chats: readonly string[], { chat, names = [] }: CountedChat): boolean =>
  chats.includes(chat) || names.some((name) => chats.includes(name))

/** Counts a chat once; false when the month has `most` others. */
export function* takeChat(input: Month & CountedChat & { most: number }): Step<boolean> {
  const { instance, month, chat, most } = input
  if (isCounted(yield* chatsOf(input), input)) return true
  // a row of the month's own is locked: of two fourth chats at once one comes second
  yield* run(sql`insert into quota_use (instance, month, method, used) values (${instance}, ${month}, 'correspondents', 0)
    on conflict (instance, month, method) do update set used = quota_use.used`)
  const chats = yield* chatsOf(input)
  if (isCounted(chats, input)) return true
  if (chats.length >= most) return false
  yield* run(sql`insert into quota_chat (instance, month, chat) values (${instance}, ${month}, ${chat})`)
  return true
}

/** The used up number of chats as bodies and notifications say it, the word for it apart. */
export function* correspondents(input: Month & { most: number }): Step<object> {
  const chats = yield* chatsOf(input)
  const description = `Monthly quota of chats is used up. You can only send messages to: ${chats.join(', ')}`
  return { method: 'correspondents', used: chats.length, total: input.most, description }
}
