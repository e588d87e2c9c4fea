import { Type } from 'typebox'
import { operatorMethod } from '../../console/console-method.ts'
import { Seconds, seconds, SecondsOrNull, secondsOrNull } from '../../console/shared-replies.ts'
import { searchAccounts } from '../account-search.ts'

/** A page of the installation's accounts. */
export const findAccounts = operatorMethod({
  name: 'findAccounts',
  verb: 'GET',
  group: 'operator-accounts',
  summary: 'A page of the accounts, newest first',
  query: Type.Object({
    search: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name or an address, or the id.' })),
    kind: Type.Optional(Type.Enum(['standard', 'partner'])),
    status: Type.Optional(Type.Enum(['active', 'suspended', 'closed'])),
    asking: Type.Optional(Type.Boolean({ description: 'Only those that ask to become partners.' })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: Type.Object({
    total: Type.Integer(),
    accounts: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        kind: Type.Enum(['standard', 'partner']),
        status: Type.Enum(['active', 'suspended', 'closed']),
        owner: Type.Union([Type.String(), Type.Null()], { description: 'Address of the owner.' }),
        instances: Type.Integer({ description: 'Living ones.' }),
        since: Seconds,
        askedAt: SecondsOrNull,
      }),
    ),
  }),
  example: {
    reply: {
      total: 1,
      accounts: [
        {
          id: '01KAYW5A8R',
          name: 'Example',
          kind: 'standard',
          status: 'active',
          owner: 'ada@example.org',
          instances: 2,
          since: 1_769_000_000,
          askedAt: 1_769_000_600,
        },
      ],
    },
  },
  async run({ query }, { store }) {
    const { search = '', kind = '', status = '', asking = false, offset = 0, limit = 50 } = query
    const { total, rows } = await store.read(searchAccounts, { search, kind, status, asking, offset, limit })
    return {
      total,
      accounts: rows.map((row) => ({
        id: row.id,
        name: row.name,
        kind: row.kind,
        status: row.status,
        owner: row.owner,
        instances: row.living,
        since: seconds(row.created_at),
        askedAt: secondsOrNull(row.asked_at),
      })),
    }
  },
})
