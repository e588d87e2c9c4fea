import { timingSafeEqual } from 'node:crypto'
import type { TSchema } from 'typebox'
import { Failure } from '../base/errors.ts'
import { tariffKind } from '../billing/tariffs/tariff.ts'
import { methodsOf, type Family, type Method, type MethodDefinition } from '../contract/method.ts'
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
import type { InstanceCaller } from './caller.ts'
import { widOf, type Instance } from './instance.ts'
import { knownInstance } from './known-instances.ts'
import { counted } from './quota.ts'

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
    // a suspended account is linked and may do most things
    if (requires === 'authorized' && state !== 'authorized' && state !== 'suspended')
      throw new Failure(instanceNotAuthorized)
  },
  rateKey: ({ id }) => String(id),
}

const methodOfInstance = methodsOf(instanceFamily)

/** Makes a method of the instance family; calls count against the quotas of the instance's tariff. */
export function instanceMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: MethodDefinition<InstanceCaller, Q, B, R>,
): Method {
  return methodOfInstance(counted(definition))
}

/** Whether the paid time is over. An instance on a partner plan is charged by the day and never expires (partner.md section 6). */
export function isExpired(row: Pick<Instance, 'tariff' | 'expires_at'>, { clock }: Pick<Ports, 'clock'>): boolean {
  return tariffKind(row.tariff) !== 'partner' && row.expires_at <= clock.now()
}

function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
