import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import { accountsOf } from '../people/membership.ts'
import { LOCALES } from '../people/person.ts'
import type { LiveSession } from '../people/session.ts'
import { findSession } from '../people/session.ts'
import { csrfToken } from './session-cookie.ts'

export const Email = Type.String({ pattern: '^[^@\\s]{1,64}@[^@\\s.][^@\\s]{1,250}$', maxLength: 254 })
export const PersonName = Type.String({ minLength: 1, maxLength: 100 })
export const LocaleWord = Type.Enum([...LOCALES], { description: 'Language of the console and of letters.' })
export const TicketToken = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'What stands behind `#` in the link.',
})
export const Code = Type.String({
  pattern: '^[0-9]{6}$',
  description: 'Six digits of the authenticator, where it is on.',
})

const AccountFacts = {
  id: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['standard', 'partner']),
  status: Type.Enum(['active', 'suspended', 'closed']),
}

/** Who is signed in, and where. */
export const SessionView = Type.Object({
  csrfToken: Type.String({ description: 'Sent as `X-CSRF-Token` with every POST that the cookie signs.' }),
  person: Type.Object({
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    locale: LocaleWord,
    operator: Type.Boolean(),
    codes: Type.Boolean({ description: 'Whether sign-in asks for a code.' }),
  }),
  account: Type.Union([
    Type.Object({
      ...AccountFacts,
      role: Type.Enum(['owner', 'member', 'operator'], { description: '`operator`: a visit.' }),
      mayCreateHere: Type.Boolean({ description: 'Whether instances may be created in the console.' }),
    }),
    Type.Null(),
  ]),
  accounts: Type.Array(Type.Object({ ...AccountFacts, role: Type.Enum(['owner', 'member']) })),
  network: Type.Enum(['live', 'sandbox'], { description: '`sandbox`: nothing here reaches real phones.' }),
})

export const SESSION_EXAMPLE: Static<typeof SessionView> = {
  csrfToken: '3b1f0c…',
  person: { id: '01KAYW5A8Q', email: 'ada@example.org', name: 'Ada', locale: 'en', operator: false, codes: false },
  account: {
    id: '01KAYW5A8R',
    name: 'Example',
    kind: 'partner',
    status: 'active',
    role: 'owner',
    mayCreateHere: false,
  },
  accounts: [{ id: '01KAYW5A8R', name: 'Example', kind: 'partner', status: 'active', role: 'owner' }],
  network: 'live',
}

/** What the console shows of a session. */
export async function sessionView(live: LiveSession, ports: Ports): Promise<Static<typeof SessionView>> {
  const { person, account, session, role } = live
  const accounts = await ports.store.read(accountsOf, { person: person.id })
  return {
    csrfToken: csrfToken(session.id, ports),
    person: {
      id: person.id,
      email: person.email,
      name: person.name,
      locale: person.locale,
      operator: person.operator === 1,
      codes: person.totp_on_at !== null,
    },
    account: account
      ? {
          id: account.id,
          name: account.name,
          kind: account.kind,
          status: account.status,
          role: role ?? 'operator',
          mayCreateHere: account.kind === 'standard' || account.console_creation === 1,
        }
      : null,
    accounts,
    network: ports.policy.network,
  }
}

/** The view of the session that a token opens: what sign-in answers. */
export async function viewOfToken(token: string, ports: Ports): Promise<Static<typeof SessionView>> {
  const live = await ports.store.read(findSession, { hash: ports.keyring.lookup(token), at: ports.clock.now() })
  if (!live) throw new Error('a session that was just opened is not there')
  return sessionView(live, ports)
}
