import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInstance, deleteInstance } from '../../src/instances/lifecycle.ts'
import { prepareInstance } from '../../src/partners/new-instance.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const at = (text: string) => Date.parse(`2026-${text}+03:00`)

let network: TestNetwork
let folder: string
beforeAll(async () => {
  network = await startNetwork()
  folder = await mkdtemp(join(tmpdir(), 'rookery-guide-'))
  await mkdir(join(folder, 'docs/guide'), { recursive: true })
  await cp(join(ROOT, 'docs/guide/verify-statement.mjs'), join(folder, 'docs/guide/verify-statement.mjs'))
  await symlink(join(ROOT, 'tools/testing/curl.mjs'), join(folder, 'curl'))
  await symlink(join(ROOT, 'bin/rookery.mjs'), join(folder, 'rookery'))
})
afterAll(async () => {
  await network[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Runs commands one after the other in the guide's folder; what they printed. Variables live on from run to run. */
async function bash(commands: readonly string[]): Promise<string> {
  const env = {
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
    ROOKERY_DATA: network.dataFolder,
    ROOKERY_LOG: 'warn',
    API: network.apiUrl,
  }
  const script = ['set -e', 'if [ -f vars ]; then . ./vars; fi', ...commands, 'declare -p ACCOUNT TOKEN > vars'].join(
    '\n',
  )
  return (await promisify(execFile)('bash', ['-c', script], { cwd: folder, env })).stdout
}

/** The months of the example: the account was enrolled in January, and nobody ran a night since. */
async function live(account: string): Promise<void> {
  const database = new DatabaseSync(join(network.dataFolder, 'rookery.sqlite'))
  database.exec(`pragma busy_timeout = 5000; update billing_account set night = '2026-01-01', night_done = 1
    where account = '${account}'`)
  database.close()
  const { ports } = network.gateway
  const lives = [
    { made: at('01-30T10:00:00'), deleted: at('02-01T00:01:00') },
    { made: at('01-31T12:00:00'), deleted: at('03-01T12:00:00') },
  ]
  for (const { made, deleted } of lives) {
    const past = { ...ports, clock: { ...ports.clock, now: () => made } }
    const { instance } = await prepareInstance(past, { account, body: {}, link: false })
    await ports.store.write(createInstance, instance)
    await ports.store.write(deleteInstance, { id: instance.id, account, at: deleted })
  }
}

test('the guide of money runs as it stands, and its example comes out to the cent', { timeout: 120_000 }, async () => {
  const text = await readFile(join(ROOT, 'docs/guide/money.md'), 'utf8')
  const [setting = '', nights = ''] = text.split('## The night and the invoice')
  const blocks = (part: string, kind: string) =>
    [...part.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block.trimEnd())
  const before = await bash(blocks(setting, 'sh'))
  for (const said of blocks(setting, 'text')) expect(before).toContain(said)
  const account = /ACCOUNT="([^"]+)"/.exec(await readFile(join(folder, 'vars'), 'utf8'))?.[1] ?? ''
  await live(account)

  const printed = await bash(blocks(nights, 'sh'))
  for (const line of blocks(nights, 'text').flatMap((block) => block.split('\n'))) expect(printed).toContain(line)
  const documents = (await readFile(join(folder, 'invoices.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { month: string; net: number; tax: number; total: number })
  expect(documents.map(({ month, net, tax, total }) => [month, net, tax, total])).toEqual([
    ['2026-01', 120, 23, 143],
    ['2026-02', 1160, 220, 1380],
    ['2026-03', 40, 8, 48],
  ])
  expect((await readFile(join(folder, 'january.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')
  expect(printed).toContain('"balance":48')
})
