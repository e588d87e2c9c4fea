import { timingSafeEqual } from 'node:crypto'
import type { TSchema } from 'typebox'
import type { Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import {
  methodsOf,
  type Client,
  type Credentials,
  type Family,
  type Method,
  type MethodDefinition,
  type Role,
} from '../../contract/method.ts'
import type { Ports } from '../../contract/ports.ts'
import { findSession, touchSession, type LiveSession } from '../people/session.ts'
import { csrfToken, isForeign, readSessionCookie } from './session-cookie.ts'

export const signInNeeded = failure({
  code: 'signInNeeded',
  status: 401,
  form: 'problem',
  sentence: 'Sign in first: there is no session, or it has ended.',
})

export const csrfRefused = failure({
  code: 'csrfRefused',
  status: 403,
  form: 'problem',
  sentence: 'The request did not come from a page of this installation: X-CSRF-Token is missing or wrong.',
})

export const roleRefused = failure({
  code: 'roleRefused',
  status: 403,
  form: 'problem',
  sentence: 'Your role does not allow this.',
})

export const accountNeeded = failure({
  code: 'accountNeeded',
  status: 409,
  form: 'problem',
  sentence: 'The session is in no account: choose one first.',
})

export const accountStopped = failure({
  code: 'accountStopped',
  status: 403,
  form: 'problem',
  sentence: 'The account is suspended or closed: it can be read, and support can be asked, nothing else.',
})

/** Whoever has a session. */
export interface ConsoleCaller extends LiveSession {
  client: Client
}

/** A caller whose session is in an account. */
export interface AccountCaller extends ConsoleCaller {
  account: NonNullable<LiveSession['account']>
}

async function authenticate(credentials: Credentials, ports: Ports): Promise<ConsoleCaller> {
  const { token, headers, verb } = credentials
  const { store, keyring, clock } = ports
  const value = token === '' ? readSessionCookie(headers['cookie'], ports) : token
  if (!/^[0-9a-f]{64}$/.test(value)) throw new Failure(signInNeeded)
  const at = clock.now()
  const live = await store.read(findSession, { hash: keyring.lookup(value), at })
  if (!live) throw new Failure(signInNeeded)
  // a bearer token is never sent by a browser by itself
  if (token === '') {
    if (isForeign(headers, ports)) throw new Failure(csrfRefused)
    if (verb !== 'GET' && !same(headers['x-csrf-token'] ?? '', csrfToken(live.session.id, ports)))
      throw new Failure(csrfRefused)
  }
  noteSeen(live, ports, at)
  return { ...live, client: credentials.client }
}

const same = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const COARSE_MS = 60_000

function noteSeen({ session }: LiveSession, { store, log }: Ports, at: number): void {
  if (at - session.seen_at < COARSE_MS) return
  store.write(touchSession, { id: session.id, at }).catch((error: unknown) => {
    log.warn({ err: error }, 'the use of a session was not noted')
  })
}

const familyErrors = [signInNeeded, csrfRefused]

/** People with a session. */
export const consoleFamily: Family<ConsoleCaller> = {
  name: 'console',
  address: '/console/api/{method}',
  errors: familyErrors,
  authenticate,
  rateKey: ({ session }) => session.id,
}

/** Operators with a session. */
export const operatorFamily: Family<ConsoleCaller> = {
  name: 'operator',
  address: '/operator/api/{method}',
  errors: [...familyErrors, roleRefused],
  async authenticate(credentials, ports) {
    const caller = await authenticate(credentials, ports)
    if (caller.person.operator !== 1) throw new Failure(roleRefused)
    return caller
  },
  rateKey: ({ session }) => session.id,
}

/** Whoever comes to the console without a session. */
const visitorFamily: Family<Client> = {
  name: 'console',
  address: '/console/api/{method}',
  errors: [csrfRefused],
  authenticate({ headers, client }, ports) {
    return isForeign(headers, ports) ? Promise.reject(new Failure(csrfRefused)) : Promise.resolve(client)
  },
  rateKey: ({ address }) => address,
}

type Definition<C, Q extends TSchema, B extends TSchema, R extends TSchema> = Omit<
  MethodDefinition<C, Q, B, R>,
  'group' | 'origin' | 'rate' | 'role'
> & { group: string; rate?: MethodDefinition<C, Q, B, R>['rate'] }

const RATE = { perSecond: 10, burst: 40 } as const

/** A method for whoever is signed in. */
export function personMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: Definition<ConsoleCaller, Q, B, R>,
): Method {
  return methodsOf(consoleFamily)<Q, B, R>({ rate: RATE, ...definition, origin: 'ours', role: 'person' })
}

/** A method for operators. */
export function operatorMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: Definition<ConsoleCaller, Q, B, R>,
): Method {
  return methodsOf(operatorFamily)<Q, B, R>({ rate: RATE, ...definition, origin: 'ours', role: 'operator' })
}

/** A method for everybody; its rate counts by client address. */
export function visitorMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: Definition<Client, Q, B, R>,
): Method {
  const rate = { perSecond: 0.5, burst: 20 }
  return methodsOf(visitorFamily)<Q, B, R>({ rate, ...definition, origin: 'ours', role: 'anyone' })
}

interface AccountRules {
  /** Least role; a visiting operator has every role but the owner's own affairs (`ownerAlone`). */
  role: Extract<Role, 'member' | 'owner'>
  ownerAlone?: boolean
  /** Also while the account is suspended or closed. GET always is. */
  whileStopped?: boolean
}

/** A method in the account that the session is in. The role is checked before anything of the request is read. */
export function accountMethod<Q extends TSchema, B extends TSchema, R extends TSchema>({
  role,
  ownerAlone = false,
  whileStopped = false,
  ...definition
}: Definition<AccountCaller, Q, B, R> & AccountRules): Method {
  const inAccount = (caller: ConsoleCaller): AccountCaller => {
    const { account } = caller
    if (!account) throw new Failure(accountNeeded)
    const visitor = caller.role === undefined
    if (visitor ? ownerAlone : role === 'owner' && caller.role !== 'owner') throw new Failure(roleRefused)
    if (definition.verb !== 'GET' && !whileStopped && account.status !== 'active') throw new Failure(accountStopped)
    return { ...caller, account }
  }
  const family: Family<AccountCaller> = {
    ...consoleFamily,
    errors: [...familyErrors, accountNeeded, roleRefused, accountStopped],
    authenticate: async (credentials, ports) => inAccount(await authenticate(credentials, ports)),
  }
  return methodsOf(family)<Q, B, R>({ rate: RATE, ...definition, origin: 'ours', role })
}

/** Who does this now, for the audit log. */
export function deedOf({ person }: Pick<ConsoleCaller, 'person'>, { clock }: Pick<Ports, 'clock'>): Deed {
  const at = clock.now()
  return { id: mintId(at), actor: `person/${person.id}`, at }
}
