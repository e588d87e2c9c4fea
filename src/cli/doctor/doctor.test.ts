import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configOf } from '../../config/config.ts'
import { loadSecrets } from '../../config/secrets.ts'
import type { Finding } from './finding.ts'
import { masterKey } from './keys.ts'
import { disk, ffmpeg, nodeVersion, space, syncTime } from './machine.ts'
import { database, egress, publicAddress, skew } from './network.ts'

let folder: string
let server: Server
let port: number
let date: string | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-doctor-'))
  date = undefined
  server = createServer((_request, response) => {
    if (date !== undefined) response.setHeader('date', date)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const verdicts = (findings: Finding[]) => findings.map(({ verdict }) => verdict)
const inFolder = (env: Record<string, string> = {}) => configOf({ ROOKERY_DATA: folder, ...env }, 'tool')
/** A port that nothing listens on: one that was just given back. */
async function closedPort(): Promise<number> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port: free } = other.address() as AddressInfo
  await new Promise((resolve) => other.close(resolve))
  return free
}

test('thresholds', () => {
  expect(verdicts(['18.20.0', '20.18.9', '20.19.0', '24.1.0'].flatMap(nodeVersion))).toEqual([
    'fail',
    'fail',
    'warn',
    'ok',
  ])
  expect(verdicts([5e8, 2e9, 1e10].map(space))).toEqual(['fail', 'warn', 'ok'])
  expect(verdicts([1, 21].map(syncTime))).toEqual(['ok', 'warn'])
  expect(verdicts([-1500, 5000, -31_000].map(skew))).toEqual(['ok', 'warn', 'fail'])
})

test('the disk is measured where the data will be', async () => {
  expect((await disk({ dataFolder: join(folder, 'data') })).map(({ about }) => about)).toEqual([
    'disk space',
    'disk sync',
  ])
  await writeFile(join(folder, 'file'), '')
  expect(verdicts(await disk({ dataFolder: join(folder, 'file') }))).toEqual(['fail'])
})

test('the master key: not made by looking, then good, then open to others, then gone', async () => {
  const config = inFolder()
  expect(verdicts(await masterKey(config))).toEqual(['ok'])
  await loadSecrets(config)
  expect(verdicts(await masterKey(config))).toEqual(['ok'])
  await chmod(join(folder, 'master.key'), 0o644)
  expect(verdicts(await masterKey(config))).toEqual(['ok', 'warn'])
  await rm(join(folder, 'master.key'))
  await writeFile(join(folder, 'rookery.sqlite'), '')
  expect(verdicts(await masterKey(config))).toEqual(['fail'])
  expect(verdicts(await masterKey(inFolder({ ROOKERY_MASTER_KEY: '1:AAAA' })))).toEqual(['fail'])
})

test('the way out is tried, and the answer tells the clock', async () => {
  const live = { network: { kind: 'live' } } as const
  expect(verdicts(await egress(live, `http://127.0.0.1:${port}/`))).toEqual(['ok', 'ok'])
  date = new Date(Date.now() - 60_000).toUTCString()
  expect(verdicts(await egress(live, `http://127.0.0.1:${port}/`))).toEqual(['ok', 'fail'])
  expect(verdicts(await egress(live, `http://127.0.0.1:${await closedPort()}/`))).toEqual(['fail'])
  const facts = { rootKey: '', mediaHost: '', mediaCa: '' }
  const sandbox = (at: number) =>
    ({ kind: 'sandbox', facts: { ...facts, socketUrl: `ws://127.0.0.1:${at}/ws` } }) as const
  expect(verdicts(await egress({ network: sandbox(port) }))).toEqual(['ok'])
  expect(verdicts(await egress({ network: sandbox(await closedPort()) }))).toEqual(['fail'])
})

test('the public address must be given, and speak TLS', async () => {
  expect(verdicts(await publicAddress(inFolder()))).toEqual(['fail'])
  expect(verdicts(await publicAddress(inFolder({ PUBLIC_URL: `http://127.0.0.1:${port}` })))).toEqual(['warn'])
  expect(verdicts(await publicAddress(inFolder({ PUBLIC_URL: `https://127.0.0.1:${port}` })))).toEqual(['fail'])
})

test('a database server must answer; its password is not repeated', async () => {
  const at = (where: number) => inFolder({ DATABASE_URL: `postgres://user:hush@127.0.0.1:${where}/db` })
  expect(verdicts(await database(inFolder()))).toEqual(['ok'])
  expect(verdicts(await database(at(port)))).toEqual(['ok'])
  const [finding] = await database(at(await closedPort()))
  expect(finding?.verdict).toBe('fail')
  expect(JSON.stringify(finding)).not.toContain('hush')
})

test('ffmpeg is optional; one that cannot encode what phones play is no use', async () => {
  const program = join(folder, 'ffmpeg')
  const encoders = ' V....D libx264 x\n A....D aac x\n'
  const script = (more: string) =>
    `#!/bin/sh\ncase "$*" in -version) echo ffmpeg version 7;; *) printf '${encoders}${more}';; esac\n`
  await writeFile(program, script(' A....D libopus x\n'), { mode: 0o755 })
  await writeFile(join(folder, 'ffprobe'), '', { mode: 0o755 })
  expect(await ffmpeg({ ffmpeg: program })).toEqual([{ verdict: 'ok', about: 'ffmpeg', text: 'ffmpeg version 7' }])
  await writeFile(program, script(''))
  expect(await ffmpeg({ ffmpeg: program })).toMatchObject([
    { verdict: 'warn', text: 'ffmpeg version 7 cannot encode libopus' },
  ])
  await writeFile(program, '#!/bin/sh\nexit 1\n')
  expect(verdicts(await ffmpeg({ ffmpeg: program }))).toEqual(['warn'])
  expect(verdicts(await ffmpeg({ ffmpeg: join(folder, 'missing') }))).toEqual(['warn'])
  expect(verdicts(await ffmpeg({}))).toEqual(['ok'])
})
