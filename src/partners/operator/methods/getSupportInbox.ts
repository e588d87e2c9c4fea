import { Type } from 'typebox'
import { operatorMethod } from '../../console/console-method.ts'
import { supportChats } from '../../support/chat.ts'

/** The support chats, those that wait for an answer first. */
export const getSupportInbox = operatorMethod({
  name: 'getSupportInbox',
  verb: 'GET',
  group: 'operator-support',
  summary: 'The support chats, those that wait for an answer first',
  reply: Type.Array(
    Type.Object({
      account: Type.String(),
      name: Type.String(),
      last: Type.Integer(),
      lastAt: Type.Integer({ description: 'Seconds since 1970.' }),
      lastSide: Type.Enum(['account', 'operator']),
      lastText: Type.String(),
      unread: Type.Integer({ description: 'Messages of the account that no operator has read.' }),
    }),
  ),
  example: {
    reply: [
      {
        account: '01KAYW5A8R',
        name: 'Example',
        last: 1,
        lastAt: 1_769_000_000,
        lastSide: 'account',
        lastText: 'Could we have more Developer instances?',
        unread: 1,
      },
    ],
  },
  async run(_call, { store }) {
    const rows = await store.read(supportChats, { limit: 500 })
    return rows.map((row) => ({
      account: row.account,
      name: row.name,
      last: row.last_seq,
      lastAt: Math.floor(row.last_at / 1000),
      lastSide: row.last_side,
      lastText: row.last_text.slice(0, 200),
      unread: row.unread,
    }))
  },
})
