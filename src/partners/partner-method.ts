import type { Static, TSchema } from 'typebox'
import type { Deed } from '../audit/audit.ts'
import { failure, Failure } from '../base/errors.ts'
import { mintId, PARTNER_TOKEN } from '../base/ids.ts'
import { methodsOf, type Family, type Method, type MethodDefinition } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import { mayComeFrom } from './addresses.ts'
import { findToken, touchToken, type PartnerToken } from './tokens.ts'

/** Clients compare this body byte for byte (partner.md section 2). */
export const partnerUnauthorized = failure({
  code: 'partnerUnauthorized',
  status: 200,
  form: 'envelope200',
  sentence: 'Unauthorized',
  envelopeCode: 401,
})

/** The token may read only. */
export const partnerReadOnly = failure({
  code: 'partnerReadOnly',
  status: 200,
  form: 'envelope200',
  sentence: 'Forbidden: this token may not create or delete',
  envelopeCode: 403,
})

/** An instance of the account that does not exist or was deleted. */
export const partnerNotFound = failure({
  code: 'partnerNotFound',
  status: 200,
  form: 'envelope200',
  sentence: 'Not found',
  envelopeCode: 404,
})

/** Whoever proved a partner token. */
export interface PartnerCaller {
  account: string
  token: Pick<PartnerToken, 'id' | 'last_used_at'>
  writable: boolean
  /** Settings of new instances unless the call says otherwise. */
  template: Readonly<Record<string, unknown>>
}

/** Callers with a partner token. */
export const partnerFamily: Family<PartnerCaller> = {
  name: 'partner',
  address: '/partner/{method}/{partnerToken}',
  errors: [partnerUnauthorized],
  async authenticate({ token, client }, { store, keyring, clock }) {
    const row = PARTNER_TOKEN.test(token)
      ? await store.read(findToken, { hash: keyring.lookup(token), at: clock.now() })
      : undefined
    // where a token may be used from is nobody's business who holds it elsewhere: the same answer
    if (!row || !mayComeFrom(client.address, row.addresses)) throw new Failure(partnerUnauthorized)
    return {
      account: row.account,
      token: { id: row.id, last_used_at: row.last_used_at },
      writable: row.writable === 1,
      template: JSON.parse(row.template) as Record<string, unknown>,
    }
  },
  rateKey: ({ account }) => account,
}

const methodOfPartner = methodsOf(partnerFamily)

/** Rate of the whole partner route (partner.md section 7). */
export const PARTNER_RATE = { perSecond: 10, burst: 20 } as const

/** Makes a method of the partner family; calls that succeed are noted as use of the token. */
export function partnerMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: MethodDefinition<PartnerCaller, Q, B, R>,
): Method {
  return methodOfPartner<Q, B, R>({
    ...definition,
    async run(call, ports): Promise<Static<R>> {
      const reply = await definition.run(call, ports)
      noteUse(call.caller.token, ports)
      return reply
    },
  })
}

/** Throws `partnerReadOnly` unless the caller may write. */
export function mayWrite(caller: PartnerCaller): void {
  if (!caller.writable) throw new Failure(partnerReadOnly)
}

/** Who does this now, for the audit log. */
export function deedOfToken({ token }: PartnerCaller, { clock }: Pick<Ports, 'clock'>): Deed {
  const at = clock.now()
  return { id: mintId(at), actor: `token/${token.id}`, at }
}

const COARSE = 60_000
const noted = new Map<string, number>()

// once a minute and token: a write for each call would cost as much as the call
function noteUse({ id, last_used_at }: PartnerCaller['token'], { store, clock, log }: Ports): void {
  const at = clock.now()
  if (Math.max(last_used_at ?? 0, noted.get(id) ?? 0) > at - COARSE) return
  if (noted.size > 1000) noted.clear()
  noted.set(id, at)
  store.write(touchToken, { id, at }).catch((error: unknown) => {
    log.warn({ error: String(error), token: id }, 'the use of a partner token was not noted')
  })
}
