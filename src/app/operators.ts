import type { Deed } from '../audit/audit.ts'
import { Failure } from '../base/errors.ts'
import { mintId } from '../base/ids.ts'
import type { Ports } from '../contract/ports.ts'
import { addMember } from '../partners/people/membership.ts'
import { addOperatorPerson } from '../partners/people/operator-role.ts'
import { personByEmail, personUnknown, plainEmail } from '../partners/people/person.ts'
import { addSignIn } from '../partners/people/ticket.ts'
import { mintTicket } from '../partners/people/tickets.ts'

type Deps = Pick<Ports, 'store' | 'keyring' | 'clock'>

/** What a command of the operator does, for the audit log. */
export function cliDeed({ clock }: Pick<Ports, 'clock'>): Deed {
  const at = clock.now()
  return { id: mintId(at), actor: 'operator/cli', at }
}

/** Makes a person an operator, adding them when unknown; they get in by `signInLink`. */
export async function addOperator(
  { store, clock }: Deps,
  { email, name, deed }: { email: string; name: string; deed: Deed },
): Promise<void> {
  const at = clock.now()
  const fresh = { id: mintId(at), email: plainEmail(email), name, locale: 'en', passwordHash: '' } as const
  await store.write(addOperatorPerson, { fresh: { ...fresh, confirmed: true, operator: true, at }, deed })
}

/** A one-time token that signs a person in, good for a day; the newest alone counts. Rejects with `personUnknown`. */
export async function signInLink(deps: Deps, { email, by }: { email: string; by: string }): Promise<string> {
  const person = await deps.store.read(personByEmail, { email: plainEmail(email) })
  if (!person) throw new Failure(personUnknown)
  const { token, ticket } = mintTicket(deps, {
    purpose: 'signIn',
    email: person.email,
    person: person.id,
    made_by: by,
  })
  const at = deps.clock.now()
  await deps.store.write(addSignIn, { ticket, deed: { id: mintId(at), actor: by, at } })
  return token
}

const DEMO_EMAIL = 'operator@rookery.example'

/** The demo's operator, who also owns the demo partner; a fresh one-time token for the console. */
export async function demoSignIn(deps: Deps, account: string): Promise<string> {
  const { store } = deps
  const deed = { ...cliDeed(deps), actor: 'system' }
  if (!(await store.read(personByEmail, { email: DEMO_EMAIL })))
    await addOperator(deps, { email: DEMO_EMAIL, name: 'Demo operator', deed })
  const person = await store.read(personByEmail, { email: DEMO_EMAIL })
  if (person)
    await store.write(addMember, {
      account,
      person: person.id,
      role: 'owner',
      deed: { ...cliDeed(deps), actor: 'system' },
    })
  return await signInLink(deps, { email: DEMO_EMAIL, by: 'system' })
}
