import { Type } from 'typebox'
import { sessionsOf } from '../../people/session.ts'
import { personMethod } from '../console-method.ts'
import { seconds } from '../shared-replies.ts'

/** The living sessions of the person who asks. */
export const getSessions = personMethod({
  name: 'getSessions',
  verb: 'GET',
  group: 'console-people',
  summary: 'Where the person is signed in',
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      current: Type.Boolean(),
      client: Type.String({ description: 'Address at sign-in.' }),
      browser: Type.String(),
      createdAt: Type.Integer({ description: 'Seconds since 1970.' }),
      seenAt: Type.Integer({ description: 'Seconds since 1970.' }),
    }),
  ),
  example: {
    reply: [
      {
        id: '01KAYW5A8S',
        current: true,
        client: '203.0.113.9',
        browser: 'Mozilla/5.0',
        createdAt: 1_769_000_000,
        seenAt: 1_769_000_600,
      },
    ],
  },
  async run({ caller: { person, session } }, { store, clock }) {
    const rows = await store.read(sessionsOf, { person: person.id, at: clock.now() })
    return rows.map((row) => ({
      id: row.id,
      current: row.id === session.id,
      client: row.remote,
      browser: row.agent,
      createdAt: seconds(row.created_at),
      seenAt: seconds(row.seen_at),
    }))
  },
})
