import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { keyring } from '../base/sealing.ts'
import { credsSeal, inboxSeal, keySeal } from '../instances/session-store.ts'
import { linkSeal } from '../instances/link.ts'
import { instanceTokenSeal, openWebhookToken, proxySeal, sealSettings } from '../instances/settings-store.ts'
import { mailSeal } from '../mail/outbox.ts'
import { endpointSeal } from '../delivery/endpoints/endpoint.ts'
import { partnerTokenSeal } from '../partners/partner-tokens.ts'
import { totpSeal } from '../partners/people/totp-seal.ts'
import { replySeal } from '../partners/rows.ts'
import { run, sql, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import { sqlite } from '../store/sql/dialect.ts'
import { migrations } from '../store/sql/migrations/index.ts'
import { operations } from './operations.ts'
import { resealAll } from './reseal.ts'
import { readSealed, readSettingsText, replaceSealed, SEALED_PLACES } from './sealed-places.ts'

const [ONE, TWO, LOOKUP] = [1, 2, 3].map((fill) => Buffer.alloc(32, fill)) as [Buffer, Buffer, Buffer]
const before = keyring(new Map([[1, ONE]]), LOOKUP)
const both = keyring(
  new Map([
    [1, ONE],
    [2, TWO],
  ]),
  LOOKUP,
)
const after = keyring(new Map([[2, TWO]]), LOOKUP)
const INSTANCE = 1101000001
const sealed = (aad: string) => before.seal(Buffer.from(`plain ${aad}`), aad)

function* seed(input: { keys: number; settings: string; values: Record<string, Uint8Array> }): Step<void> {
  const { values } = input
  const of = (name: string) => values[name]
  yield* run(sql`insert into account (id, name, kind, status, created_at) values ('A', 'a', 'partner', 'active', 1)`)
  yield* run(sql`insert into id_prefix (prefix, cell, messenger, network, next_number)
    values ('1101', 'main', 'whatsapp', 'live', 2)`)
  yield* run(sql`insert into partner_token (id, account, name, token_hash, token_sealed, writable, created_at)
    values ('T', 'A', 't', 'h', ${of('token')}, 1, 1)`)
  yield* run(sql`insert into instance (id, account, prefix, name, messenger, network, tariff, token_hash, token_sealed,
      settings, proxy_sealed, state, state_reason, state_since, push_name, device_id, created_at, expires_at, revision)
    values (${INSTANCE}, 'A', '1101', 'i', 'whatsapp', 'live', 'x', 'h', ${of('instance')}, ${input.settings},
      ${of('proxy')}, 'notAuthorized', '', 1, '', '', 1, 9, 1)`)
  yield* run(sql`insert into link (instance, attempt, phase, reason, qr_sealed, code_sealed, started_at, expires_at, revision)
    values (${INSTANCE}, 'a', 'code', '', ${of('qr')}, ${of('code')}, 1, 9, 1)`)
  yield* run(sql`insert into session_creds (instance, creds, epoch, stale) values (${INSTANCE}, ${of('creds')}, 1, 0)`)
  yield* run(sql`insert into person (id, email, name, locale, password_hash, operator, totp_sealed, totp_step, created_at)
    values ('P', 'p', 'p', 'en', '', 0, ${of('totp')}, 0, 1)`)
  yield* run(sql`insert into mail (id, sealed, created_at, expires_at, attempts, next_at)
    values ('M', ${of('mail')}, 1, 2, 0, 1)`)
  yield* run(sql`insert into partner_endpoint (id, account, name, url, types, secret_sealed, former_sealed, next_seq,
      created_at, told_failing, disabled_reason)
    values ('E', 'A', '', '', '[]', ${of('endpoint')}, ${of('endpoint')}, 1, 1, 0, '')`)
  for (let i = 0; i < input.keys; i++)
    yield* run(sql`insert into session_key (instance, type, id, value, epoch)
      values (${INSTANCE}, 'session', ${`k${i}`}, ${of(`k${i}`)}, 1)`)
  yield* run(sql`insert into inbox (instance, id, seq, stanza, plaintext, bytes, at)
    values (${INSTANCE}, 'X', 1, ${of('stanza')}, ${of('plaintext')}, 1, 1)`)
  yield* run(sql`insert into idempotency (account, key, method, request_hash, reply_sealed, at)
    values ('A', 'K', 'm', 'h', ${of('reply')}, 1)`)
}

const KEYS = 450 // more than two pages

describe.each(testStores({ ...operations, seed }))('$name', (engine) => {
  let store: Store
  beforeAll(async () => {
    store = await engine.open()
    const values: Record<string, Uint8Array> = {
      token: sealed(partnerTokenSeal('T')),
      instance: sealed(instanceTokenSeal(INSTANCE)),
      proxy: sealed(proxySeal(INSTANCE)),
      qr: sealed(linkSeal(INSTANCE, 'qr')),
      code: sealed(linkSeal(INSTANCE, 'code')),
      creds: sealed(credsSeal(INSTANCE)),
      stanza: sealed(inboxSeal(INSTANCE, 'X', 'stanza')),
      plaintext: sealed(inboxSeal(INSTANCE, 'X', 'plaintext')),
      totp: sealed(totpSeal('P')),
      mail: sealed(mailSeal('M')),
      endpoint: sealed(endpointSeal('E')),
      reply: sealed(replySeal({ account: 'A', key: 'K' })),
    }
    for (let i = 0; i < KEYS; i++) values[`k${i}`] = sealed(keySeal(INSTANCE, 'session', `k${i}`))
    const settings = JSON.stringify(sealSettings(INSTANCE, { webhookUrlToken: 'Bearer x', webhookUrl: 'u' }, before))
    await store.write(seed, { keys: KEYS, settings, values })
  })
  afterAll(() => engine.dispose())

  test('afterwards the newest key alone opens everything, and a second run finds nothing', async () => {
    expect(await resealAll({ store, keyring: both })).toBe(KEYS + 14)
    for (const [name, { first, columns }] of Object.entries(SEALED_PLACES)) {
      const place = name as keyof typeof SEALED_PLACES
      const rows = await store.read(readSealed, { place, after: first, limit: 1000 })
      expect(rows.length).toBe(place === 'key' ? KEYS : 1)
      for (const row of rows)
        for (const [column, { aad }] of Object.entries(columns)) {
          const name = aad(['k0', 'k1', 'k2'].map((key) => row[key] ?? null))
          expect(after.open(row[column] as Uint8Array, name).toString()).toBe(`plain ${name}`)
        }
    }
    const [stored] = await store.read(readSettingsText, { after: 0, limit: 1 })
    const settings = JSON.parse(stored?.settings ?? '') as { webhookUrlToken: string; webhookUrl: string }
    expect(openWebhookToken(INSTANCE, settings, after)).toBe('Bearer x')
    expect(settings.webhookUrl).toBe('u')
    expect(await resealAll({ store, keyring: both })).toBe(0)
  })

  test('a value that was written meanwhile is left alone', async () => {
    const values = [{ key: ['T'], column: 'token_sealed', old: Buffer.from('gone'), fresh: Buffer.from('late') }]
    expect(await store.write(replaceSealed, { place: 'partnerToken', values })).toBe(0)
  })
})

test('every column of bytes is sealed here, or is known to hold what is no secret at rest', () => {
  const open = new Set(['outgoing.built', 'raw_message.raw', 'support_reply.raw', 'account_brand.logo'])
  const found = migrations
    .flatMap((migration) => migration.statements(sqlite))
    .flatMap((statement) => {
      const table = /(?:create|alter) table (\w+)/.exec(statement)?.[1]
      return [...statement.matchAll(/(\w+) blob/g)].map(([, column]) => `${table}.${column}`)
    })
  const listed = Object.values(SEALED_PLACES).flatMap(({ table, columns }) =>
    Object.keys(columns).map((column) => `${table.text}.${column}`),
  )
  expect(found.filter((column) => !open.has(column)).toSorted()).toEqual(listed.toSorted())
})
