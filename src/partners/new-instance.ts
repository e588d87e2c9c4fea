import { mintInstanceToken } from '../base/ids.ts'
import { NO_END, PARTNER_TARIFF, tariffKind } from '../billing/tariffs/tariff.ts'
import type { Ports } from '../contract/ports.ts'
import { takeInstanceId, type NewInstance } from '../instances/lifecycle.ts'
import { settingsOf } from '../instances/settings-schema.ts'
import { instanceTokenSeal, sealSettings } from '../instances/settings-store.ts'
import { DEFAULT_SETTINGS } from '../instances/settings.ts'
import { createOnce, findReply, replySeal, type IdempotentCall } from './rows.ts'

export interface CreatedInstance {
  idInstance: number
  apiTokenInstance: string
  typeInstance: string
  apiUrl: string
  mediaUrl: string
}

/** What an instance is made of: settings, and how its partner names it. */
export type InstanceBody = Parameters<typeof settingsOf>[0] & {
  name?: string
  externalId?: string
  metadata?: Readonly<Record<string, unknown>>
}

export interface InstanceOrder {
  account: string
  body: InstanceBody
  /** Settings that count where the body names none. */
  template?: Readonly<Record<string, unknown>>
  key?: string
  tariff?: string
  /** Start linking at once; otherwise at the first watcher. */
  link?: boolean
}

const DAY = 24 * 60 * 60 * 1000
const METHOD = 'createInstance'

/**
 * Makes an instance of an account and starts linking. With a key, a call that was made before is answered as it was
 * then. Rejects with the failures of `settingsOf`, `takeInstanceId`, `createOnce` and `findReply`.
 */
export async function newInstance(ports: Ports, order: InstanceOrder): Promise<CreatedInstance> {
  const { store, keyring, bus } = ports
  const { account, body, link = true } = order
  settingsOf(body, ports.policy)
  const once = order.key === undefined ? undefined : idempotent(ports, account, order.key, body)
  const before = once && (await store.read(findReply, once))
  if (before && once) return openReply(ports, once, before)
  const { instance, reply } = await prepareInstance(ports, order)
  const first = await store.write(createOnce, {
    instance,
    ...capOf(ports),
    ...(once
      ? { once: { ...once, replySealed: keyring.seal(Buffer.from(JSON.stringify(reply)), replySeal(once)) } }
      : {}),
  })
  if (first && once) return openReply(ports, once, first)
  if (link) bus.nudge('lease', instance.id)
  bus.nudge('event', account)
  return reply
}

/** The bound of the installation, for the operations that create. */
export const capOf = ({ policy: { instanceCap } }: Pick<Ports, 'policy'>): { cap?: number } =>
  instanceCap === undefined ? {} : { cap: instanceCap }

/** The row of a new instance under a number of its own, and what its maker is told. Rejects as `takeInstanceId` does. */
export async function prepareInstance(
  ports: Ports,
  order: InstanceOrder,
): Promise<{ instance: NewInstance; reply: CreatedInstance }> {
  const { policy } = ports
  const messenger = 'whatsapp'
  const range = { cell: policy.cell, messenger, network: policy.network }
  const { id, prefix } = await ports.store.write(takeInstanceId, range)
  const token = mintInstanceToken()
  const { apiUrl, mediaUrl } = policy.addresses
  const reply = { idInstance: id, apiTokenInstance: token, typeInstance: messenger, apiUrl, mediaUrl }
  return { instance: rowOf(ports, { ...order, id, prefix, token }), reply }
}

/** The row of a new instance, its secrets sealed. Throws `settingRefused`. */
export function rowOf(
  { keyring, policy, clock }: Ports,
  order: InstanceOrder & { id: number; prefix: string; token: string },
): NewInstance {
  const { id, prefix, account, body, template = {}, token, tariff = PARTNER_TARIFF, link = true } = order
  const settings = settingsOf({ ...template, ...body }, policy)
  const at = clock.now()
  return {
    id,
    prefix,
    account,
    name: body.name ?? '',
    messenger: 'whatsapp',
    network: policy.network,
    tariff,
    tokenHash: keyring.lookup(token),
    tokenSealed: keyring.seal(Buffer.from(token), instanceTokenSeal(id)),
    settings: JSON.stringify({ ...DEFAULT_SETTINGS, ...sealSettings(id, settings, keyring) }),
    at,
    expiresAt: tariffKind(tariff) === 'developer' ? NO_END : at + DAY,
    link,
    externalId: body.externalId ?? '',
    metadata: JSON.stringify(body.metadata ?? {}),
  }
}

/** The request as its hash names it: fields in order of name, so that their order in the body does not matter. */
function idempotent({ keyring }: Ports, account: string, key: string, body: InstanceBody): IdempotentCall {
  const fields = Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))
  return { account, key, method: METHOD, requestHash: keyring.lookup(`${METHOD} ${JSON.stringify(fields)}`) }
}

function openReply({ keyring }: Ports, once: IdempotentCall, sealed: Uint8Array): CreatedInstance {
  return JSON.parse(keyring.open(sealed, replySeal(once)).toString()) as CreatedInstance
}
