import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import newman, { type NewmanSummary } from 'newman'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addAccount } from '../../src/app/admin.ts'
import { cliDeed } from '../../src/app/operators.ts'
import { issuePartnerToken } from '../../src/partners/partner-tokens.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

let network: TestNetwork
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network[Symbol.asyncDispose]())

async function partner(): Promise<string> {
  const { ports } = network.gateway
  const account = await addAccount(ports, { name: 'Collections', kind: 'partner', actor: 'test' })
  return (await issuePartnerToken(ports, { account, name: 'test', deed: cliDeed(ports) })).token
}

const read = async (path: string) => JSON.parse(await readFile(join(ROOT, path), 'utf8')) as object

/** Runs a collection as partners do; its own tests must pass. */
async function play(
  collection: object,
  values: Record<string, string>,
  folder?: string,
): Promise<NewmanSummary['run']> {
  const envVar = Object.entries(values).map(([key, value]) => ({ key, value }))
  const { run } = await new Promise<NewmanSummary>((resolve, reject) => {
    newman.run({ collection, envVar, reporters: [], ...(folder === undefined ? {} : { folder }) }, (error, summary) =>
      error ? reject(error) : resolve(summary),
    )
  })
  expect(run.failures.map(({ source, error }) => `${source?.name}: ${error.message}`)).toEqual([])
  return run
}

test('a collection as partners have it, variables host and partnerToken, gets its expected bodies byte for byte', async () => {
  const collection = await read('test/fixtures/postman/partner.json')
  const run = await play(collection, { host: network.apiUrl, partnerToken: await partner() })
  expect(run.executions).toHaveLength(7)
})

test('our generated collection: every partner request is answered 200 with JSON', async () => {
  const collection = await read('docs/reference/postman/collection.json')
  const run = await play(collection, { apiUrl: network.apiUrl, partnerToken: await partner() }, 'partner')
  expect(run.executions.length).toBeGreaterThan(8)
  const answers = run.executions.map(({ item, response }) => {
    const text = Buffer.from(response?.stream ?? []).toString()
    return [item.name, response?.code, typeof JSON.parse(text)]
  })
  expect(answers).toEqual(answers.map(([name]) => [name, 200, 'object']))
})

test('the guide of partners runs as it stands, from the wrong token to the verified statement', async () => {
  const text = await readFile(join(ROOT, 'docs/guide/partners.md'), 'utf8')
  const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
  const expected = [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, block = '']) => block)
  const folder = await mkdtemp(join(tmpdir(), 'rookery-guide-'))
  try {
    await mkdir(join(folder, 'docs/guide'), { recursive: true })
    await cp(join(ROOT, 'docs/guide/verify-statement.mjs'), join(folder, 'docs/guide/verify-statement.mjs'))
    await symlink(join(ROOT, 'tools/testing/curl.mjs'), join(folder, 'curl'))
    const env = {
      ...process.env,
      PATH: `${process.env['PATH']}${delimiter}${folder}`,
      API: network.apiUrl,
      TOKEN: await partner(),
    }
    const script = ['set -e', ...commands].join('\necho\n')
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env })
    for (const body of expected) expect(stdout).toContain(body)
    expect(stdout).toContain('"externalId":"shop-1"')
    expect(stdout).toContain('"balance"')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
