import { mintInstanceToken } from '../base/ids.ts'
import { PARTNER_TARIFF } from '../billing/tariffs/tariff.ts'
import type { Ports } from '../contract/ports.ts'
import { takeInstanceId } from '../instances/lifecycle.ts'
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

type Body = Parameters<typeof settingsOf>[0] & { name?: string }

const DAY = 24 * 60 * 60 * 1000
const METHOD = 'createInstance'

/**
 * Makes an instance of a partner account and starts linking. With a key, a call that was made before is answered as it
 * was then. Rejects with the failures of `settingsOf`, `takeInstanceId` and `findReply`.
 */
export async function newInstance(
  ports: Ports,
  request: { account: string; body: Body; key?: string; tariff?: string },
): Promise<CreatedInstance> {
  const { store, keyring, clock, policy, bus } = ports
  const { account, body } = request
  const settings = settingsOf(body, policy)
  const once = request.key === undefined ? undefined : idempotent(ports, account, request.key, body)
  const before = once && (await store.read(findReply, once))
  if (before && once) return openReply(ports, once, before)
  const messenger = 'whatsapp'
  const { network, cell } = policy
  const { id, prefix } = await store.write(takeInstanceId, { cell, messenger, network })
  const token = mintInstanceToken()
  const at = clock.now()
  const { apiUrl, mediaUrl } = policy.addresses
  const reply = { idInstance: id, apiTokenInstance: token, typeInstance: messenger, apiUrl, mediaUrl }
  const first = await store.write(createOnce, {
    instance: {
      id,
      prefix,
      account,
      name: body.name ?? '',
      messenger,
      network,
      tariff: request.tariff ?? PARTNER_TARIFF,
      tokenHash: keyring.lookup(token),
      tokenSealed: keyring.seal(Buffer.from(token), instanceTokenSeal(id)),
      settings: JSON.stringify({ ...DEFAULT_SETTINGS, ...sealSettings(id, settings, keyring) }),
      at,
      expiresAt: at + DAY,
      link: true,
    },
    ...(once
      ? { once: { ...once, replySealed: keyring.seal(Buffer.from(JSON.stringify(reply)), replySeal(once)) } }
      : {}),
  })
  if (first && once) return openReply(ports, once, first)
  bus.nudge('lease', id)
  return reply
}

/** The request as its hash names it: fields in order of name, so that their order in the body does not matter. */
function idempotent({ keyring }: Ports, account: string, key: string, body: Body): IdempotentCall {
  const fields = Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))
  return { account, key, method: METHOD, requestHash: keyring.lookup(`${METHOD} ${JSON.stringify(fields)}`) }
}

function openReply({ keyring }: Ports, once: IdempotentCall, sealed: Uint8Array): CreatedInstance {
  return JSON.parse(keyring.open(sealed, replySeal(once)).toString()) as CreatedInstance
}
