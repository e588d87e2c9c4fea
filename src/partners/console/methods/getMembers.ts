import { Type } from 'typebox'
import { membersOf } from '../../people/membership.ts'
import { invitationsOf } from '../../people/ticket.ts'
import { accountMethod } from '../console-method.ts'
import { Seconds, seconds, SecondsOrNull, secondsOrNull } from '../shared-replies.ts'

/** The people of the account and the invitations that wait. */
export const getMembers = accountMethod({
  name: 'getMembers',
  verb: 'GET',
  role: 'member',
  group: 'console-account',
  summary: 'The people of the account, and open invitations',
  reply: Type.Object({
    members: Type.Array(
      Type.Object({
        person: Type.String(),
        role: Type.Enum(['owner', 'member']),
        email: Type.String(),
        name: Type.String(),
        codes: Type.Boolean({ description: 'Whether sign-in asks for a code.' }),
        since: Seconds,
        seenAt: SecondsOrNull,
      }),
    ),
    invitations: Type.Array(Type.Object({ email: Type.String(), role: Type.String(), expiresAt: Seconds })),
  }),
  example: {
    reply: {
      members: [
        {
          person: '01KAYW5A8Q',
          role: 'owner',
          email: 'ada@example.org',
          name: 'Ada',
          codes: true,
          since: 1_769_000_000,
          seenAt: 1_769_000_600,
        },
      ],
      invitations: [],
    },
  },
  async run({ caller: { account } }, { store, clock }) {
    const [members, invitations] = await Promise.all([
      store.read(membersOf, { account: account.id }),
      store.read(invitationsOf, { account: account.id, at: clock.now() }),
    ])
    return {
      members: members.map(({ person, role, email, name, totp, created_at, seen_at }) => ({
        person,
        role,
        email,
        name,
        codes: totp === 1,
        since: seconds(created_at),
        seenAt: secondsOrNull(seen_at),
      })),
      invitations: invitations.map(({ email, role, expires_at: at }) => ({ email, role, expiresAt: seconds(at) })),
    }
  },
})
