import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addressesOf } from './addresses.ts'
import { configOf } from './config.ts'
import { readEnv, unknownVariables, VARIABLES } from './env.ts'

const facts = {
  socketUrl: 'ws://127.0.0.1:1/ws/chat',
  rootKey: Buffer.alloc(32, 7).toString('base64'),
  mediaHost: '127.0.0.1:2',
  mediaCa: 'pem',
}
const live = { PUBLIC_URL: 'https://api.example.org/' }
const demo = { ROOKERY_SANDBOX_FACTS: JSON.stringify(facts) }

describe('what follows from little', () => {
  test('production derives every public address from PUBLIC_URL', () => {
    const config = configOf(live, 'production')
    expect(config).toMatchObject({
      network: { kind: 'live' },
      idPrefix: '1101',
      outboundAllow: [],
      store: { kind: 'embedded' },
    })
    expect(addressesOf(config, 8080)).toEqual({
      apiUrl: 'https://api.example.org',
      mediaUrl: 'https://api.example.org',
      pageUrl: 'https://api.example.org',
      socketUrl: 'wss://api.example.org',
    })
    expect(configOf({ ...live, MEDIA_URL: 'https://media.example.org' }, 'production').http.mediaUrl).toBe(
      'https://media.example.org',
    )
  })

  test('the demo is reached where it is bound, and its sandbox may be posted to on loopback', () => {
    const config = configOf(demo, 'demo')
    expect(config).toMatchObject({
      network: { kind: 'sandbox', facts },
      idPrefix: '7103',
      outboundAllow: ['127.0.0.0/8', '::1/128'],
    })
    expect(addressesOf(config, 4711)).toMatchObject({
      apiUrl: 'http://127.0.0.1:4711',
      socketUrl: 'ws://127.0.0.1:4711',
    })
    expect(addressesOf(configOf({ ...demo, HOST: '::1' }, 'demo'), 1).apiUrl).toBe('http://[::1]:1')
  })

  test('a tool needs no address', () => {
    expect(configOf({}, 'tool').http.publicUrl).toBeUndefined()
  })

  test('sandbox facts may stand in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rookery-config-'))
    await writeFile(join(folder, 'facts.json'), JSON.stringify({ ...facts, more: 1 }))
    expect(configOf({ ROOKERY_SANDBOX_FACTS: join(folder, 'facts.json') }, 'demo').network).toEqual({
      kind: 'sandbox',
      facts,
    })
    await rm(folder, { recursive: true })
  })

  test('values arrive in the units of the code', () => {
    const config = configOf(
      {
        ...live,
        ROOKERY_WEBHOOK_RETRY: '60, 300',
        ROOKERY_WHATSAPP_VERSION: '2.3000.1',
        TRUST_PROXY: '10.0.0.0/8,::1',
        DATABASE_URL: 'postgres://u:p@h/d',
        ROOKERY_UNLIMITED: 'true',
      },
      'production',
    )
    expect(config.webhook).toEqual({ timeoutMs: 180_000, retryMs: [60_000, 300_000] })
    expect(config.whatsapp.version).toEqual([2, 3000, 1])
    expect(config.http.trustProxy).toEqual(['10.0.0.0/8', '::1'])
    expect(config.store).toEqual({ kind: 'postgres', url: 'postgres://u:p@h/d', connections: 8 })
    expect(config.limits).toEqual({ fileBytes: 104_857_600, bodyBytes: 4_194_304, unlimited: true })
    expect(configOf({ ...live, TRUST_PROXY: '2' }, 'production').http.trustProxy).toBe(2)
  })
})

describe('contradictions stop the start', () => {
  test.each([
    ['production', {}, 'PUBLIC_URL'],
    ['production', { ...live, ...demo }, 'ROOKERY_SANDBOX_FACTS'],
    ['production', { ...live, ROOKERY_DEMO_TOKEN: `gac.${'a'.repeat(46)}` }, 'ROOKERY_DEMO_TOKEN'],
    ['production', { PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL'],
    ['production', { PUBLIC_URL: 'https://user:secret@x' }, 'PUBLIC_URL'],
    ['demo', {}, 'ROOKERY_SANDBOX_FACTS'],
    ['demo', { ROOKERY_SANDBOX_FACTS: '/nowhere.json' }, 'ROOKERY_SANDBOX_FACTS'],
    ['demo', { ROOKERY_SANDBOX_FACTS: '{"socketUrl":"ws://x"}' }, 'rootKey'],
    ['demo', { ROOKERY_SANDBOX_FACTS: JSON.stringify({ ...facts, rootKey: 'AAAA' }) }, '32 bytes'],
    ['demo', { ...demo, MEDIA_URL: 'https://m' }, 'MEDIA_URL'],
    ['demo', { ...demo, ROOKERY_DEMO_TOKEN: 'gac.short' }, 'ROOKERY_DEMO_TOKEN'],
    ['production', { ...live, PORT: '70000' }, 'PORT'],
    ['production', { ...live, PORT: '80x' }, 'PORT'],
    ['production', { ...live, TRUST_PROXY: 'everyone' }, 'TRUST_PROXY'],
    ['production', { ...live, ROOKERY_OUTBOUND_ALLOW: '10.0.0.0/33' }, 'ROOKERY_OUTBOUND_ALLOW'],
    ['production', { ...live, DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    ['production', { ...live, ROOKERY_ID_PREFIX: '0101' }, 'ROOKERY_ID_PREFIX'],
    ['production', { ...live, ROOKERY_WHATSAPP_VERSION: '2.3' }, 'ROOKERY_WHATSAPP_VERSION'],
    ['production', { ...live, ROOKERY_UNLIMITED: 'yes' }, 'ROOKERY_UNLIMITED'],
    ['production', { ...live, ROOKERY_WEBHOOK_RETRY: '60,soon' }, 'ROOKERY_WEBHOOK_RETRY'],
    ['production', { ...live, ROOKERY_LOG: 'loud' }, 'ROOKERY_LOG'],
    ['production', { ...live, ROOKERY_MASTER_KEY: '1:x', ROOKERY_MASTER_KEY_FILE: 'x' }, 'exclude'],
  ] as const)('%s %o', (mode, env, named) => {
    expect(() => configOf(env, mode)).toThrow(named)
  })

  test('no sentence repeats a token or a password', () => {
    const sentences = [
      { ...demo, ROOKERY_DEMO_TOKEN: 'gac.hush' },
      { ...demo, DATABASE_URL: 'hush' },
    ].map((env) => {
      try {
        return JSON.stringify(configOf(env, 'demo'))
      } catch (error) {
        return String(error)
      }
    })
    expect(sentences.join()).not.toContain('hush')
  })
})

test('the environment is read by the list alone; empty is absent; what is misspelt is named', () => {
  expect(readEnv({ PORT: ' 1 ', HOST: '', HOME: '/root' })).toEqual({ PORT: '1' })
  expect(unknownVariables({ ROOKERY_DTA: 'x', ROOKERY_DATA: 'y', HOME: 'z' })).toEqual(['ROOKERY_DTA'])
  expect(new Set(VARIABLES.map(({ name }) => name)).size).toBe(VARIABLES.length)
})
