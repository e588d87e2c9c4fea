import { systemClock } from '../base/clock.ts'
import type { Config } from '../config/config.ts'
import type { Ports } from '../contract/ports.ts'
import { enrolPartner } from '../partners/accounts.ts'
import { issuePartnerToken, rotatePartnerToken } from '../partners/partner-tokens.ts'
import { raiseQuotaOf } from '../partners/quotas.ts'
import { revokeToken } from '../partners/tokens.ts'
import { addAccount } from './admin.ts'
import { addOperator, cliDeed, signInLink } from './operators.ts'
import { proveKeys } from './key-proof.ts'
import { loadKeyring } from './keyring.ts'
import { openLog } from './log.ts'
import { openStore } from './open-store.ts'
import { operatingOf, type Operating } from './operating.ts'
import { resealAll } from './reseal.ts'

/** What an operator's command needs: no engine, no server. */
type OperatorPorts = Pick<Ports, 'store' | 'keyring' | 'clock'>

/** Operator's work on accounts, partner tokens, queues and sessions, bound to one installation. */
export interface Operator extends Operating {
  /** Makes an account; its id. */
  addAccount(request: { name: string; kind: 'standard' | 'partner' }): Promise<string>
  /** Makes an account a partner. Rejects with `accountUnknown`. */
  enrolPartner(account: string): Promise<void>
  /** Raises a quota of an account. Rejects with `accountUnknown` or `quotaUnknown`. */
  raiseQuota(request: { account: string; name: string; value: number }): Promise<void>
  /** Makes a person an operator, adding them when unknown. */
  addOperator(request: { email: string; name: string }): Promise<void>
  /** A one-time token that signs a person in. Rejects with `personUnknown`. */
  signInLink(email: string): Promise<string>
  /** Issues a partner token. Rejects with `accountUnknown` or `notPartner`. */
  issueToken(request: {
    account: string
    name: string
    writable: boolean
    expiresAt?: number
    /** A value that the partner has already. */
    value?: string
    addresses?: readonly string[]
  }): Promise<{ id: string; token: string }>
  /** Replaces a token; the old one works for `overlapMs` more. Rejects with `tokenUnknown`. */
  rotateToken(request: { id: string; overlapMs: number }): Promise<{ id: string; token: string }>
  /** Ends a token at once. Rejects with `tokenUnknown`. */
  revokeToken(id: string): Promise<void>
  /** Seals everything anew that an older master key sealed; how many values. */
  reseal(): Promise<number>
}

/** Opens the configured installation for a piece of work, also beside a running gateway, and closes it again. */
export async function asOperator<T>(config: Config, work: (operator: Operator) => Promise<T>): Promise<T> {
  const keyring = await loadKeyring(config)
  const store = await openStore(config, openLog('warn'))
  try {
    await proveKeys({ store, keyring })
    return await work(operatorOf({ store, keyring, clock: systemClock }, config))
  } finally {
    await store.close()
  }
}

function operatorOf(ports: OperatorPorts, config: Pick<Config, 'network'>): Operator {
  const { store } = ports
  return {
    ...operatingOf(ports, config),
    addAccount: (request) => addAccount(ports, { ...request, actor: 'operator/cli' }),
    enrolPartner: (account) => store.write(enrolPartner, { id: account, deed: cliDeed(ports) }),
    raiseQuota: (request) => store.write(raiseQuotaOf, { ...request, deed: cliDeed(ports) }),
    addOperator: (request) => addOperator(ports, { ...request, deed: cliDeed(ports) }),
    signInLink: (email) => signInLink(ports, { email, by: 'operator/cli' }),
    issueToken: (request) => issuePartnerToken(ports, { ...request, deed: cliDeed(ports) }),
    rotateToken: (request) => rotatePartnerToken(ports, { ...request, deed: cliDeed(ports) }),
    revokeToken: (id) => store.write(revokeToken, { id, deed: cliDeed(ports) }),
    reseal: () => resealAll(ports),
  }
}
