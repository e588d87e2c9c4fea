import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keyring } from '../base/sealing.ts'
import { configOf } from './config.ts'
import { addMasterKey, loadSecrets, nextMasterKey } from './secrets.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

const configIn = (env: Record<string, string> = {}) => configOf({ ROOKERY_DATA: folder, ...env }, 'tool')
const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')

test('the first start makes keys that only the owner reads; the next one finds them', async () => {
  const config = configIn()
  const first = await loadSecrets(config)
  expect((await stat(join(folder, 'master.key'))).mode & 0o777).toBe(0o600)
  expect(await loadSecrets(config)).toEqual(first)
  expect([...first.masters.keys()]).toEqual([1])
})

test('no key is made beside a database that another key sealed', async () => {
  await writeFile(join(folder, 'rookery.sqlite'), '')
  await expect(loadSecrets(configIn())).rejects.toThrow('put the key file back')
})

test('a rotation adds a version; what was sealed before still opens', async () => {
  const config = configIn()
  const before = await loadSecrets(config)
  const sealed = keyring(before.masters, before.lookupKey).seal(Buffer.from('x'), 'row/1')
  expect(await nextMasterKey(config.keys)).toBe(2)
  await addMasterKey(config.keys, 2)
  const after = await loadSecrets(config)
  const ring = keyring(after.masters, after.lookupKey)
  expect(ring.version).toBe(2)
  expect(ring.open(sealed, 'row/1').toString()).toBe('x')
  expect(after.lookupKey).toEqual(before.lookupKey)
})

test.each([
  ['words', `1:${key(1)},2:${key(2)} lookup:${key(3)}`],
  ['lines', `# note\n1:${key(1)}\n2:${key(2)}\nlookup:${key(3)}\n`],
  ['JSON', JSON.stringify({ 1: key(1), 2: key(2), lookup: key(3) })],
])('keys come as %s, from the environment or a file', async (_form, text) => {
  const wanted = {
    masters: new Map([
      [1, Buffer.alloc(32, 1)],
      [2, Buffer.alloc(32, 2)],
    ]),
    lookupKey: Buffer.alloc(32, 3),
  }
  expect(await loadSecrets(configIn({ ROOKERY_MASTER_KEY: text }))).toEqual(wanted)
  const file = join(folder, 'keys')
  await writeFile(file, text)
  const config = configIn({ ROOKERY_MASTER_KEY_FILE: file })
  expect(await loadSecrets(config)).toEqual(wanted)
  await addMasterKey(config.keys, await nextMasterKey(config.keys))
  expect([...(await loadSecrets(config)).masters.keys()]).toEqual([1, 2, 3])
  expect(await readFile(file, 'utf8')).toContain(key(1))
})

test('the look-up key may stand apart', async () => {
  const config = configIn({ ROOKERY_MASTER_KEY: `1:${key(1)}`, ROOKERY_LOOKUP_KEY: key(9) })
  expect((await loadSecrets(config)).lookupKey).toEqual(Buffer.alloc(32, 9))
})

test.each([
  ['no look-up key', { ROOKERY_MASTER_KEY: `1:${key(1)}` }],
  ['a short key', { ROOKERY_MASTER_KEY: `1:c2hvcnQ= lookup:${key(1)}` }],
  ['a version out of range', { ROOKERY_MASTER_KEY: `256:${key(1)} lookup:${key(1)}` }],
  ['no version', { ROOKERY_MASTER_KEY: key(1) }],
  ['broken JSON', { ROOKERY_MASTER_KEY: '{"1":' }],
  ['a file that is not there', { ROOKERY_MASTER_KEY_FILE: '/nowhere/keys' }],
])('refused: %s', async (_what, env) => {
  const failure = await loadSecrets(configIn(env)).catch((error: unknown) => String(error))
  expect(failure).toMatch(/^ConfigError: /)
  expect(failure).not.toContain('c2hvcnQ=')
})

test('keys of the environment are not rotated behind the operator', async () => {
  const config = configIn({ ROOKERY_MASTER_KEY: `1:${key(1)} lookup:${key(3)}` })
  await expect(addMasterKey(config.keys, 2)).rejects.toThrow('ROOKERY_MASTER_KEY')
})
