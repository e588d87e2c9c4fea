import { randomBytes } from 'node:crypto'
import { failure, Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import type { Client } from '../../contract/method.ts'
import type { Ports } from '../../contract/ports.ts'
import { enter } from './entering.ts'
import { checkGuard, countFailure, type GuardKey } from './guard.ts'
import { isPassword } from './password.ts'
import { personByEmail, plainEmail, useTotpStep, type Person } from './person.ts'
import { ticketUnknown } from './ticket.ts'
import { totpSeal } from './totp-seal.ts'
import { stepOf } from './totp.ts'

export const signInRefused = failure({
  code: 'signInRefused',
  status: 401,
  form: 'problem',
  sentence: 'Address, password or code is wrong.',
})

/** The password was right; the one-time code of the authenticator is missing. */
export const codeNeeded = failure({
  code: 'codeNeeded',
  status: 401,
  form: 'problem',
  sentence: 'Enter the code of your authenticator as well.',
})

export const emailUnconfirmed = failure({
  code: 'emailUnconfirmed',
  status: 403,
  form: 'problem',
  sentence: 'Confirm your address first: follow the link in the letter, or set a new password to get another.',
})

/** What somebody brings to prove who they are. */
export interface Proof {
  email: string
  password: string
  code?: string | undefined
}

/**
 * The person that a proof names. Failed attempts count against the address of the person and of the client. Rejects
 * with `signInPaused`, `signInRefused` or `codeNeeded`.
 */
export async function provePerson(ports: Ports, proof: Proof, client: Client): Promise<Person> {
  const { store, clock } = ports
  const email = plainEmail(proof.email)
  const keys: GuardKey[] = [
    { kind: 'person', name: email },
    { kind: 'client', name: client.address },
  ]
  await store.read(checkGuard, { keys, at: clock.now() })
  const person = await store.read(personByEmail, { email })
  try {
    if (!(await isPassword(proof.password, person?.password_hash)) || !person) throw new Failure(signInRefused)
    await proveCode(ports, person, proof.code)
    return person
  } catch (error) {
    const failed = error instanceof Failure && error.kind === signInRefused
    if (failed) await store.write(countFailure, { keys, at: clock.now() })
    throw error
  }
}

/** Checks and uses up the code of a person who has them on. Rejects with `codeNeeded` or `signInRefused`. */
export async function proveCode(
  { store, keyring, clock }: Pick<Ports, 'store' | 'keyring' | 'clock'>,
  person: Person,
  code: string | undefined,
): Promise<void> {
  if (person.totp_on_at === null || !person.totp_sealed) return
  if (code === undefined) throw new Failure(codeNeeded)
  const secret = keyring.open(person.totp_sealed, totpSeal(person.id)).toString()
  const step = stepOf(secret, code, clock.now())
  if (step === undefined || !(await store.write(useTotpStep, { id: person.id, step }))) throw new Failure(signInRefused)
}

/** Opens a session for a person who is proved; its token goes into the cookie and nowhere else. */
export async function openConsole(
  ports: Ports,
  person: Pick<Person, 'id'>,
  how: { client: Client; agent: string; ticket?: { hash: string; purpose: 'confirm' | 'signIn' } },
): Promise<{ token: string; session: string }> {
  const { store, keyring, clock } = ports
  const token = randomBytes(32).toString('hex')
  const at = clock.now()
  const id = mintId(at)
  await store.write(enter, {
    session: {
      id,
      tokenHash: keyring.lookup(token),
      person: person.id,
      remote: how.client.address,
      agent: how.agent.slice(0, 200),
      at,
    },
    ...(how.ticket ? { ticket: how.ticket } : {}),
    deed: { id: mintId(at), actor: `person/${person.id}`, at },
  })
  return { token, session: id }
}

/** Hash of a ticket's token. Throws `ticketUnknown` for what cannot be one. */
export function ticketHash({ keyring }: Pick<Ports, 'keyring'>, token: string): string {
  if (!/^[0-9a-f]{64}$/.test(token)) throw new Failure(ticketUnknown)
  return keyring.lookup(token)
}
