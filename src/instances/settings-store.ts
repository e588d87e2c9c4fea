import type { Keyring } from '../base/sealing.ts'
import { run, sql, type Step } from '../store/port/operation.ts'
import { command } from './commands.ts'
import { next } from './counter.ts'
import { instanceById } from './instance.ts'
import { readSettings, type Settings } from './settings.ts'

/** What the contract's clients write where they mean "no webhook" (an address the service once gave out). */
const OLD_NO_WEBHOOK = /^https:\/\/webhook\.green-api\.com\/?$/

/** Associated data of the sealed token of an instance. */
export function instanceTokenSeal(instance: number): string {
  return `instance/${instance}/token`
}

/** Associated data of the sealed proxy address of an instance. */
export function proxySeal(instance: number): string {
  return `instance/${instance}/proxy`
}

/** Settings as they are stored: `webhookUrlToken` sealed (base64, "" when unset), the old "no webhook" address emptied. */
export function sealSettings(instance: number, given: Partial<Settings>, keyring: Keyring): Partial<Settings> {
  const stored = { ...given }
  if (stored.webhookUrl !== undefined && OLD_NO_WEBHOOK.test(stored.webhookUrl)) stored.webhookUrl = ''
  if (stored.webhookUrlToken) {
    const sealed = keyring.seal(Buffer.from(stored.webhookUrlToken), webhookTokenSeal(instance))
    stored.webhookUrlToken = Buffer.from(sealed).toString('base64')
  }
  return stored
}

/** The Authorization value of webhooks, from stored settings; "" when unset. */
export function openWebhookToken(
  instance: number,
  stored: Pick<Settings, 'webhookUrlToken'>,
  keyring: Keyring,
): string {
  if (stored.webhookUrlToken === '') return ''
  return keyring.open(Buffer.from(stored.webhookUrlToken, 'base64'), webhookTokenSeal(instance)).toString()
}

/** Associated data of the sealed Authorization value inside stored settings. */
export function webhookTokenSeal(instance: number): string {
  return `instance/${instance}/webhookUrlToken`
}

/**
 * Changes settings (already sealed); unnamed ones keep their value. Returns what is stored now, undefined when the
 * instance is deleted. Another `keepOnlineStatus` reopens the session. The caller nudges `settings/<id>` and, for the
 * session, `lease/<id>`.
 */
export function* updateSettings(input: {
  instance: number
  patch: Partial<Settings>
  at: number
}): Step<Settings | undefined> {
  const known = yield* instanceById(input.instance)
  // a refusal writes nothing, not even the counter that the change would lock
  if (!known || known.deleted_at !== null) return undefined
  const revision = yield* next(0, 'revision')
  const row = yield* instanceById(input.instance)
  if (!row || row.deleted_at !== null) return undefined
  const before = readSettings(row.settings)
  const after = { ...before, ...input.patch }
  yield* run(sql`
    update instance set settings = ${JSON.stringify(after)}, revision = ${revision} where id = ${input.instance}`)
  if (after.keepOnlineStatus !== before.keepOnlineStatus && row.state !== 'notAuthorized')
    yield* command({ instance: input.instance, kind: 'reopen', detail: '', at: input.at })
  return after
}

/** Sets or (null) removes the sealed egress proxy of an instance and reopens its session through it. */
export function* setProxy(input: { instance: number; proxySealed: Uint8Array | null; at: number }): Step<void> {
  yield* run(sql`
    update instance set proxy_sealed = ${input.proxySealed} where id = ${input.instance} and deleted_at is null`)
  const row = yield* instanceById(input.instance)
  if (row && row.state !== 'notAuthorized')
    yield* command({ instance: input.instance, kind: 'reopen', detail: '', at: input.at })
}
