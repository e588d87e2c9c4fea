import { all, sql, type Step } from '../../store/port/operation.ts'

/** A message of some instance of an account. Milliseconds since 1970. */
export interface FoundMessage {
  instance: number
  name: string
  at: number
  id_message: string
  kind: string
  phone: string | null
  lid: string | null
  group_id: string | null
  direction: 'incoming' | 'outgoing'
  by_api: number
  type_message: string
  status: string
  status_text: string
  status_at: number
}

/**
 * Messages of an account's living instances, newest first: the one with the id `id`, or those of the chats with a
 * person or group of the number `number`, or all; `since` bounds the latter two, "" leaves a condition out.
 * `skip` leaves out as many of the newest.
 */
export function* findMessages(input: {
  account: string
  id: string
  number: string
  status: string
  since: number
  skip: number
  limit: number
}): Step<FoundMessage[]> {
  const { account, id, number, status, since, skip, limit } = input
  const named = id === '' ? sql`and j.at >= ${since}` : sql`and j.id_message = ${id}`
  const ofChat =
    number === ''
      ? sql``
      : sql`join peer w on w.instance = i.id and (w.phone = ${number} or w.lid = ${number} or w.group_id = ${number})
          and j.chat in (select s.id from peer s where s.id = w.id or s.merged_into = w.id)`
  const inStatus = status === '' ? sql`` : sql`and j.direction = 'outgoing' and j.status = ${status}`
  return yield* all<FoundMessage>(sql`
    select j.instance, i.name, j.at, j.id_message, c.kind, c.phone, c.lid, c.group_id, j.direction, j.by_api,
      j.type_message, j.status, j.status_text, j.status_at
    from instance i join journal j on j.instance = i.id ${named} ${ofChat}
    join peer c0 on c0.id = j.chat join peer c on c.id = coalesce(c0.merged_into, c0.id)
    where i.account = ${account} and i.deleted_at is null ${inStatus}
    order by j.at desc, j.instance, j.seq desc limit ${limit} offset ${skip}`)
}
