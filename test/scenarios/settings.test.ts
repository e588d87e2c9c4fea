import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
// before the sandbox loads the library without its hook
import * as engineLibrary from '../../src/engines/whatsapp/library.ts'
import { ensureDemo } from '../../src/app/demo.ts'
import { startGateway } from '../../src/app/gateway.ts'
import { loadKeyring } from '../../src/app/keyring.ts'
import { openStore } from '../../src/app/open-store.ts'
import { silentLog } from '../../src/base/log.ts'
import { configOf, type Config } from '../../src/config/config.ts'
import { VARIABLES, type Environment } from '../../src/config/env.ts'
import { startSandbox } from '../../sandbox/src/index.ts'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const facts = { socketUrl: 'ws://127.0.0.1:1/', rootKey: key(9), mediaHost: '127.0.0.1:2', mediaCa: 'pem' }

/** A value of every variable that is not what its absence means. */
const SAMPLES: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'https://api.example.org',
  MEDIA_URL: 'https://media.example.org',
  HOST: '127.0.0.2',
  PORT: '4711',
  TRUST_PROXY: '10.0.0.0/8',
  ROOKERY_DATA: '/somewhere',
  DATABASE_URL: 'postgres://u:p@127.0.0.1:1/d',
  ROOKERY_DATABASE_CONNECTIONS: '3',
  ROOKERY_MASTER_KEY: `1:${key(1)}`,
  ROOKERY_MASTER_KEY_FILE: '/nowhere/master.key',
  ROOKERY_LOOKUP_KEY: key(2),
  ROOKERY_LOOKUP_KEY_FILE: '/nowhere/lookup.key',
  ROOKERY_SANDBOX_FACTS: JSON.stringify(facts),
  ROOKERY_DEMO_TOKEN: `gac.${'d'.repeat(46)}`,
  ROOKERY_CELL: 'second',
  ROOKERY_ID_PREFIX: '7104',
  ROOKERY_WHATSAPP_VERSION: '2.3000.7',
  ROOKERY_APPROVALS: 'on',
  ROOKERY_INSTANCE_CAP: '12',
  ROOKERY_CONNECTS: '3',
  ROOKERY_FFMPEG: '/nowhere/ffmpeg',
  ROOKERY_FILE_LIMIT_MB: '7',
  ROOKERY_BODY_LIMIT_KB: '200',
  ROOKERY_OUTBOUND_ALLOW: '10.0.0.0/8',
  ROOKERY_UNLIMITED: 'true',
  ROOKERY_WEBHOOK_TIMEOUT: '7',
  ROOKERY_WEBHOOK_RETRY: '7',
  ROOKERY_SMTP_URL: 'smtp://127.0.0.1:1',
  ROOKERY_STRIPE_WEBHOOK_SECRET: 'whsec_sample',
  ROOKERY_MAIL_FROM: 'Rookery <rookery@example.org>',
  ROOKERY_JOURNAL_DAYS: '7',
  ROOKERY_HISTORY: 'off',
  ROOKERY_MEDIA_DAYS: '7',
  ROOKERY_DELIVERY_DAYS: '3',
  ROOKERY_ERASE_DAYS: '3',
  ROOKERY_LOG: 'error',
}
/** Variables that say nothing without another. */
const COMPANIONS: Readonly<Record<string, string>> = {
  MEDIA_URL: 'PUBLIC_URL',
  ROOKERY_DATABASE_CONNECTIONS: 'DATABASE_URL',
  ROOKERY_MAIL_FROM: 'ROOKERY_SMTP_URL',
}

/** Path → value of everything in a configuration; lists are values. */
function leaves(value: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, inner] of Object.entries(value) as [string, unknown][])
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
      for (const [below, text] of leaves(inner, `${path}${name}.`)) found.set(below, text)
    else found.set(path + name, JSON.stringify(inner))
  return found
}

/** The same configuration, noting which of its values somebody asks for. */
function watched<T extends object>(value: T, read: Set<string>, path = ''): T {
  return new Proxy(value, {
    get(target, name, receiver) {
      const inner: unknown = Reflect.get(target, name, receiver)
      read.add(path + String(name))
      const opens = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      return opens ? watched(inner, read, `${path}${String(name)}.`) : inner
    },
  })
}

/** What a variable changes in the configuration. */
function changes(base: Environment, name: string): string[] {
  const companion = COMPANIONS[name]
  const without = companion === undefined ? base : { ...base, [companion]: SAMPLES[companion] }
  const before = leaves(configOf(without, 'demo'))
  const after = leaves(configOf({ ...without, [name]: SAMPLES[name] }, 'demo'))
  return [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path)
}

test('every setting changes something, and everything it changes is asked for by somebody', async () => {
  expect(engineLibrary.hookedCurve).toBeDefined()
  const folder = await mkdtemp(join(tmpdir(), 'rookery-settings-'))
  const sandbox = await startSandbox()
  const base = { ROOKERY_DATA: folder, ROOKERY_SANDBOX_FACTS: JSON.stringify(sandbox.facts), PORT: '0' }
  const read = new Set<string>()
  const asked = (env: Environment): Config => watched(configOf({ ...base, ...env }, 'demo'), read)
  try {
    const { ROOKERY_SMTP_URL = '' } = SAMPLES
    const config = asked({ ROOKERY_LOG: 'silent', ROOKERY_SMTP_URL })
    const gateway = await startGateway(config)
    await ensureDemo(gateway, config)
    await gateway.close()
    // what stands in the place of something else is asked for where that is the case
    const { DATABASE_URL = '', ROOKERY_MASTER_KEY = '', ROOKERY_LOOKUP_KEY = '' } = SAMPLES
    await loadKeyring(asked({ ROOKERY_MASTER_KEY, ROOKERY_LOOKUP_KEY }))
    await expect(openStore(asked({ DATABASE_URL }), silentLog)).rejects.toThrow()
    for (const name of ['ROOKERY_LOOKUP_KEY_FILE', 'ROOKERY_MASTER_KEY_FILE'])
      await expect(loadKeyring(asked({ [name]: '/nowhere/x.key' }))).rejects.toThrow('/nowhere/x.key')
  } finally {
    await sandbox.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const unread = VARIABLES.map(({ name }) => {
    const paths = changes(base, name)
    return { name, changed: paths.length > 0, ignored: paths.filter((path) => !read.has(path)) }
  })
  expect(unread.filter(({ changed, ignored }) => !changed || ignored.length > 0)).toEqual([])
})
