import { failure, Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { addMail, sealLetter } from '../../mail/outbox.ts'
import { mailTicket, registerPerson } from './entering.ts'
import { consoleLink, letter } from './letters.ts'
import type { MemberRole } from './membership.ts'
import { hashPassword } from './password.ts'
import { personByEmail, plainEmail, type Locale } from './person.ts'
import { mintTicket } from './tickets.ts'

export const mailUnavailable = failure({
  code: 'mailUnavailable',
  status: 503,
  form: 'problem',
  sentence: 'This installation sends no mail: ask its operator for an invitation.',
})

/** An address is an address of the company, as far as its host tells; the form advises one. */
export interface Registration {
  email: string
  password: string
  name: string
  accountName: string
  locale: Locale
}

/**
 * Registers a person; a letter says how it goes on. The answer is the same whether the address was known or not.
 * Rejects with `mailUnavailable` or `passwordWeak`.
 */
export async function register(ports: Ports, wanted: Registration): Promise<void> {
  const { store, keyring, clock, policy, bus } = ports
  if (!policy.mail) throw new Failure(mailUnavailable)
  const { name, locale } = wanted
  const email = plainEmail(wanted.email)
  const passwordHash = await hashPassword(wanted.password, { email, name })
  const at = clock.now()
  const [id, account] = [mintId(at), mintId(at)]
  const { token, ticket } = mintTicket(ports, { purpose: 'confirm', email, person: id, made_by: `person/${id}` })
  const text = letter('confirm', { email, locale }, { link: consoleLink(ports, 'confirm', token) })
  const registered = await store.write(registerPerson, {
    person: { id, email, name, locale, passwordHash, confirmed: false, operator: false, at },
    account: { id: account, name: wanted.accountName },
    ticket,
    letter: sealLetter(keyring, text, at),
    deed: { id: mintId(at), actor: `person/${id}`, at },
  })
  if (!registered) {
    const known = letter('known', { email, locale }, { link: consoleLink(ports, 'forgot') })
    await store.write(addMail, sealLetter(keyring, known, at))
  }
  bus.nudge('mail', 'all')
}

/** Mails a link for a new password to a person, if there is one. Rejects with `mailUnavailable`. */
export async function mailReset(ports: Ports, address: string): Promise<void> {
  const { store, keyring, clock, policy, bus } = ports
  if (!policy.mail) throw new Failure(mailUnavailable)
  const email = plainEmail(address)
  const person = await store.read(personByEmail, { email })
  if (!person) return
  const { token, ticket } = mintTicket(ports, { purpose: 'reset', email, person: person.id, made_by: 'system' })
  const text = letter('reset', person, { link: consoleLink(ports, 'reset', token) })
  await store.write(mailTicket, { ticket, letter: sealLetter(keyring, text, clock.now()) })
  bus.nudge('mail', 'all')
}

/** Invites an address into an account, or among the operators. The link is answered only where no mail leaves. */
export async function invite(
  ports: Ports,
  about: {
    email: string
    role: MemberRole | 'operator'
    account?: { id: string; name: string }
    by: string
    locale: Locale
  },
): Promise<{ link: string | null; expiresAt: number }> {
  const { store, keyring, clock, policy, bus } = ports
  const email = plainEmail(about.email)
  const { token, ticket } = mintTicket(ports, {
    purpose: 'invite',
    email,
    account: about.account?.id ?? null,
    role: about.role,
    made_by: about.by,
  })
  const link = consoleLink(ports, 'invitation', token)
  const text = letter('invite', { email, locale: about.locale }, { link, what: about.account?.name ?? 'Rookery' })
  await store.write(mailTicket, { ticket, letter: policy.mail ? sealLetter(keyring, text, clock.now()) : null })
  if (policy.mail) bus.nudge('mail', 'all')
  return { link: policy.mail ? null : link, expiresAt: ticket.expires_at }
}
