import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import { INSTANCE_ROW_EXAMPLE, InstanceRow, instanceRow } from '../instance-row.ts'
import { INSTANCE_SORTS, searchInstances } from '../search.ts'
import { Seconds, seconds } from './shared-replies.ts'

export const InstanceSearch = Type.Object({
  search: Type.Optional(
    Type.String({ maxLength: 100, description: 'Part of name, idInstance, number or externalId.' }),
  ),
  state: Type.Optional(Type.String({ maxLength: 20 })),
  tariff: Type.Optional(Type.String({ maxLength: 40 })),
  deleted: Type.Optional(Type.Boolean({ description: 'Deleted ones instead of living ones.' })),
  sort: Type.Optional(Type.Enum([...INSTANCE_SORTS])),
  descending: Type.Optional(Type.Boolean()),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})

/** A page of instances and how many there are in all. */
export const InstanceList = Type.Object({
  total: Type.Integer(),
  instances: Type.Array(
    Type.Object({
      ...InstanceRow.properties,
      stateSince: Seconds,
      stateReason: Type.String(),
      queued: Type.Integer({ description: 'Messages that wait to be sent.' }),
      undelivered: Type.Integer({ description: 'Notifications that wait for the consumer.' }),
      oldestUndelivered: Type.Union([Type.Integer(), Type.Null()], { description: 'Seconds since 1970.' }),
    }),
  ),
})

export const INSTANCE_LIST_EXAMPLE: Static<typeof InstanceList> = {
  total: 1,
  instances: [
    {
      ...INSTANCE_ROW_EXAMPLE,
      stateSince: 1_769_000_000,
      stateReason: 'linked',
      queued: 0,
      undelivered: 0,
      oldestUndelivered: null,
    },
  ],
}

/** A page of an account's instances. */
export async function instanceList(
  account: string,
  query: Static<typeof InstanceSearch>,
  { store, keyring, clock }: Ports,
): Promise<Static<typeof InstanceList>> {
  const { search = '', state = '', tariff = '', deleted = false, offset = 0, limit = 50 } = query
  const { sort = 'timeCreated', descending = true } = query
  const now = clock.now()
  const wanted = { account, search, state, tariff, deleted, sort, descending, offset, limit }
  const { total, rows } = await store.read(searchInstances, wanted)
  return {
    total,
    instances: rows.map((row) =>
      Object.assign(instanceRow(row, { keyring }, now), {
        stateSince: seconds(row.state_since),
        stateReason: row.state_reason,
        queued: row.queued,
        undelivered: row.undelivered,
        oldestUndelivered: row.oldest_undelivered === null ? null : seconds(row.oldest_undelivered),
      }),
    ),
  }
}
