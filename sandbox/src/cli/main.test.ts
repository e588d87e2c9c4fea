import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { NetworkFacts } from '../api.ts'
import { connect, newState } from '../testing/client.ts'
import { main } from './main.ts'

interface Banner {
  controlUrl: string
  key: string
  facts: NetworkFacts
}

let folder: string
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-cli-'))
})

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a command to its end. */
async function run(args: string[], env: Record<string, string | undefined> = {}) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main({
    args,
    env,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stopAsked: () => Promise.resolve(),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

/** Starts `serve` and resolves with its JSON line. */
function serve(args: string[]): Promise<Banner> {
  return new Promise((resolve, reject) => {
    let stop: () => void = () => undefined
    const asked = new Promise<void>((done) => (stop = done))
    const ended = main({
      args: ['serve', '--json', '--port', '0', ...args],
      env: {},
      out: (line) => resolve(JSON.parse(line) as Banner),
      err: (line) => reject(new Error(line)),
      stopAsked: () => asked,
    })
    stops.push(async () => {
      stop()
      expect(await ended).toBe(0)
    })
  })
}

test('serve prints one line, and the commands drive it by URL and key', async () => {
  const { controlUrl, key, facts } = await serve([])
  const env = { SANDBOX_URL: controlUrl, SANDBOX_KEY: key }
  expect(JSON.parse((await run(['create', '79001230002', 'Bob', '--json'], env)).out)).toMatchObject({ name: 'Bob' })

  const client = connect(facts, newState())
  const { qr = '' } = await client.until('connection.update', (update) => update.qr !== undefined)
  const scanned = await run(['scan', '79001230001', qr, '--url', controlUrl, '--key', key])
  expect(JSON.parse(scanned.out)).toEqual({ device: 1 })

  expect((await run(['send', '79001230002', '79001230001', 'hello', 'there'], env)).code).toBe(0)
  await expect.poll(async () => (await run(['messages', '79001230001'], env)).out).toContain('"text": "hello there"')
  const file = join(folder, 'note.txt')
  await writeFile(file, 'a note')
  expect((await run(['send-file', '79001230002', '79001230001', file], env)).code).toBe(0)
  await expect.poll(async () => (await run(['messages', '79001230001'], env)).out).toContain('note.txt')
  expect((await run(['read', '79001230001', '79001230002'], env)).code).toBe(0)
  expect((await run(['faults', '{"action":{"kind":"drop"},"times":1}'], env)).out).toContain('"hits"')
  expect((await run(['faults', 'clear'], env)).code).toBe(0)
  expect(JSON.parse((await run(['unlink', '79001230001'], env)).out)).toMatchObject({ devices: [] })
  expect(JSON.parse((await run(['state'], env)).out)).toMatchObject({ violations: 0 })
  expect(JSON.parse((await run(['network'], env)).out)).toEqual(facts)
})

test('what goes wrong is said in a sentence, with an exit code', async () => {
  const { controlUrl, key } = await serve([])
  const env = { SANDBOX_URL: controlUrl, SANDBOX_KEY: key }
  expect(await run(['send', '79009999999', '79001230001', 'x'], env)).toMatchObject({
    code: 1,
    err: 'There is no phone 79009999999. Create it with POST /phones.',
  })
  expect(await run(['state'], { ...env, SANDBOX_KEY: 'wrong' })).toMatchObject({ code: 1 })
  expect((await run(['state'])).code).toBe(2)
  expect((await run(['dance'], env)).err).toContain('no command dance')
  expect((await run(['scan'], env)).err).toContain('which phone')
  expect((await run(['serve', '--port', 'many'])).err).toContain('no port')
  expect((await run(['serve', '--colour'])).code).toBe(2)
  expect((await run(['--help'])).out).toContain('scan <number>')
  expect((await run([])).code).toBe(2)
})

test('with a data folder the key, the addresses and the phones stay', async () => {
  const data = join(folder, 'kept')
  const first = await serve(['--data', data])
  const env = { SANDBOX_URL: first.controlUrl, SANDBOX_KEY: first.key }
  await run(['create', '79001230003', 'Kept'], env)
  for (const stop of stops.splice(0)) await stop()
  expect((await stat(join(data, 'control-key'))).mode & 0o077).toBe(0)
  expect(await readFile(join(data, 'control-key'), 'utf8')).toBe(first.key)

  const second = await serve(['--data', data])
  expect(second.key).toBe(first.key)
  expect(second.facts).toEqual(first.facts)
  const phones = await run(['phones'], { SANDBOX_URL: second.controlUrl, SANDBOX_KEY: second.key })
  expect(JSON.parse(phones.out)).toMatchObject([{ number: '79001230003', name: 'Kept' }])
})
