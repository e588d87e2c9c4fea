import { timingSafeEqual } from 'node:crypto'
import { Failure } from '../base/errors.ts'
import { tariffKind } from '../billing/tariffs/tariff.ts'
import { methodsOf, type Family } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import {
  idInstanceNotInteger,
  instanceDeleted,
  instanceExpired,
  instanceNotAuthorized,
  instanceStarting,
  instanceUnauthorized,
  instanceUnknown,
} from './failures.ts'
import { widOf, type Instance, type InstanceState } from './instance.ts'
import { knownInstance } from './known-instances.ts'
import type { Settings } from './settings.ts'

/** Whoever proved the token of an instance. What it says of the instance is at most a second old. */
export interface InstanceCaller {
  id: number
  account: string
  state: InstanceState
  /** `webhookUrlToken` is sealed: `openWebhookToken`. */
  settings: Readonly<Settings>
  /** `…@c.us` of the linked account, "" while not linked. */
  wid: string
  row: Readonly<Instance>
}

const ID_INSTANCE = /^[1-9][0-9]{0,11}$/

/** Callers with `apiTokenInstance`. */
export const instanceFamily: Family<InstanceCaller> = {
  name: 'instance',
  address: '/waInstance{idInstance}/{method}/{apiTokenInstance}',
  errors: [
    idInstanceNotInteger,
    instanceUnknown,
    instanceUnauthorized,
    instanceDeleted,
    instanceExpired,
    instanceStarting,
    instanceNotAuthorized,
  ],
  async authenticate({ idInstance = '', token }, ports) {
    if (!ID_INSTANCE.test(idInstance)) throw new Failure(idInstanceNotInteger)
    const known = await knownInstance(Number(idInstance), ports)
    if (!known) throw new Failure(instanceUnknown)
    const { row, settings } = known
    if (!sameHash(ports.keyring.lookup(token), row.token_hash) || row.erased_at !== null)
      throw new Failure(instanceUnauthorized)
    return { id: row.id, account: row.account, state: row.state, settings, wid: widOf(row), row }
  },
  admit({ row }, ports) {
    if (row.deleted_at !== null) throw new Failure(instanceDeleted)
    if (isExpired(row, ports)) throw new Failure(instanceExpired)
  },
  admitState({ state }, requires) {
    if (requires === 'settled' && state === 'starting') throw new Failure(instanceStarting)
    if (requires === 'authorized' && state !== 'authorized') throw new Failure(instanceNotAuthorized)
  },
  rateKey: ({ id }) => String(id),
}

/** Makes a method of the instance family. */
export const instanceMethod = methodsOf(instanceFamily)

/** Whether the paid time is over. An instance on a partner plan is charged by the day and never expires (partner.md section 6). */
export function isExpired(row: Pick<Instance, 'tariff' | 'expires_at'>, { clock }: Pick<Ports, 'clock'>): boolean {
  return tariffKind(row.tariff) !== 'partner' && row.expires_at <= clock.now()
}

function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
