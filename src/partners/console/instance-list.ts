import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import { readSettings } from '../../instances/settings.ts'
import { INSTANCE_ROW_EXAMPLE, InstanceRow, instanceRow } from '../instance-row.ts'
import { openToken } from '../listed-tokens.ts'
import { INSTANCE_SORTS, searchInstances, type FoundInstance, type InstanceFilter } from '../search.ts'
import { Seconds, seconds, secondsOrNull, SecondsOrNull } from './shared-replies.ts'

/** Which instances a list shows, or an act is meant for. */
export const InstanceConditions = Type.Object({
  search: Type.Optional(
    Type.String({ maxLength: 100, description: 'Part of name, idInstance, number or externalId.' }),
  ),
  state: Type.Optional(Type.String({ maxLength: 20 })),
  tariff: Type.Optional(Type.String({ maxLength: 40 })),
  tag: Type.Optional(Type.String({ maxLength: 40 })),
  deleted: Type.Optional(Type.Boolean({ description: 'Deleted ones instead of living ones.' })),
})

export const InstanceSearch = Type.Object({
  ...InstanceConditions.properties,
  sort: Type.Optional(Type.Enum([...INSTANCE_SORTS])),
  descending: Type.Optional(Type.Boolean()),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})

const Webhook = Type.Object({
  health: Type.Enum(['none', 'well', 'failing', 'disabled'], {
    description: '`none`: polled alone; `disabled`: an endpoint took nothing for three days.',
  }),
  failingSince: SecondsOrNull,
})

/** A page of instances and how many there are in all. */
export const InstanceList = Type.Object({
  total: Type.Integer(),
  instances: Type.Array(
    Type.Object({
      ...InstanceRow.properties,
      stateSince: Seconds,
      stateReason: Type.String(),
      tags: Type.Array(Type.String()),
      daysBilled: Type.Integer({ description: 'Days that it was charged for.' }),
      queued: Type.Integer({ description: 'Messages that wait to be sent.' }),
      oldestQueued: SecondsOrNull,
      undelivered: Type.Integer({ description: 'Notifications that wait for the consumer.' }),
      oldestUndelivered: SecondsOrNull,
      webhook: Webhook,
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
      tags: ['north'],
      daysBilled: 12,
      queued: 0,
      oldestQueued: null,
      undelivered: 0,
      oldestUndelivered: null,
      webhook: { health: 'well', failingSince: null },
    },
  ],
}

/** The filter with every condition that was left out. */
export function filterOf(
  account: string,
  { search = '', state = '', tariff = '', tag = '', deleted = false }: Static<typeof InstanceConditions>,
): InstanceFilter {
  return { account, search, state, tariff, tag, deleted }
}

/** A page of an account's instances. */
export async function instanceList(
  account: string,
  query: Static<typeof InstanceSearch>,
  { store, keyring, clock }: Ports,
): Promise<Static<typeof InstanceList>> {
  const { sort = 'timeCreated', descending = true, offset = 0, limit = 50 } = query
  const now = clock.now()
  const wanted = { ...filterOf(account, query), sort, descending, offset, limit }
  const { total, rows, tags } = await store.read(searchInstances, wanted)
  return {
    total,
    instances: rows.map((row) =>
      Object.assign(instanceRow(row, openToken(row, keyring), now), {
        stateSince: seconds(row.state_since),
        stateReason: row.state_reason,
        tags: tags.filter(({ instance }) => instance === row.id).map(({ tag }) => tag),
        daysBilled: row.days_billed,
        queued: row.queued,
        oldestQueued: secondsOrNull(row.oldest_queued),
        undelivered: row.undelivered,
        oldestUndelivered: secondsOrNull(row.oldest_undelivered),
        webhook: webhookOf(row),
      }),
    ),
  }
}

/** How the webhooks of an instance are: webhookUrl and its further endpoints together. */
function webhookOf(row: FoundInstance): Static<typeof Webhook> {
  const polled = readSettings(row.settings).webhookUrl === ''
  const since = [polled ? null : row.oldest_refused, row.endpoint_failing].filter((at) => at !== null)
  const failingSince = since.length === 0 ? null : seconds(Math.min(...since))
  if (row.endpoints_disabled > 0) return { health: 'disabled', failingSince }
  if (failingSince !== null) return { health: 'failing', failingSince }
  return { health: polled && row.endpoints === 0 ? 'none' : 'well', failingSince }
}
