/**
 * `npm run mutate [-- <method> …]`: replaces one method after the other by its documented example and runs the
 * scenarios that claim to prove it. Every one of them must fail; a claim that survives, or a method without a claim,
 * fails the run. Methods that the contract wants inert cannot be told from their example and are named at the end.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin, build, readJson, ROOT } from './run.mjs'
import { judge } from './mutation-verdict.mjs'

const RECORDS = 'test/fixtures/exercised'
const AT_ONCE = 2

/** Method → the scenarios that claim to prove it, `{ file, title }`. */
async function readClaims() {
  const claims = new Map()
  for (const name of await readdir(`${ROOT}${RECORDS}`)) {
    const file = `test/scenarios/${name.replace('.json', '.test.ts')}`
    for (const [method, titles] of Object.entries(await readJson(`${RECORDS}/${name}`)))
      claims.set(method, [...(claims.get(method) ?? []), ...titles.map((title) => ({ file, title }))])
  }
  return claims
}

async function chosenMethods() {
  if ((await build({ quiet: true })) !== 0) throw new Error('the build failed')
  const { methods } = await import('../dist/methods.js')
  const names = methods.map(({ name }) => name)
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`there is no method ${unknown.join(', ')}`)
  return asked.length > 0 ? asked : names
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What became of the claims of one file while `method` answered its example. */
async function attempt(method, file, titles, folder) {
  const report = join(folder, `${method}-${file.replaceAll('/', '-')}.json`)
  const filter = `(^| )(${titles.map(escaped).join('|')})$`
  const args = ['run', file, '-t', filter, '--reporter=json', `--outputFile=${report}`]
  const env = { ...process.env, ROOKERY_TEST_EXAMPLE: method, ROOKERY_TEST_EMBEDDED: '1', ROOKERY_LOG: 'silent' }
  // how it ends stands in the report
  await new Promise((resolve) => execFile(bin('vitest'), args, { cwd: ROOT, env }, resolve))
  return judge(JSON.parse(await readFile(report, 'utf8')), titles)
}

async function judgeMethod(method, claims, folder) {
  const verdicts = []
  for (const file of new Set(claims.map((claim) => claim.file))) {
    const titles = claims.filter((claim) => claim.file === file).map(({ title }) => title)
    verdicts.push(...(await attempt(method, file, titles, folder)))
  }
  return verdicts
}

async function main() {
  const [names, claims, contract] = await Promise.all([
    chosenMethods(),
    readClaims(),
    readJson('test/fixtures/contract/methods.json'),
  ])
  const inert = new Set(contract.filter(({ name, inert }) => inert && !claims.has(name)).map(({ name }) => name))
  const waiting = names.filter((name) => !inert.has(name))
  const folder = await mkdtemp(join(tmpdir(), 'rookery-mutate-'))
  const survivors = []
  const work = async () => {
    for (let method = waiting.shift(); method !== undefined; method = waiting.shift()) {
      const verdicts = await judgeMethod(method, claims.get(method) ?? [], folder)
      if (verdicts.length === 0) verdicts.push({ caught: false, text: 'no scenario proves it' })
      if (verdicts.some(({ caught }) => !caught)) survivors.push(method)
      for (const { caught, text } of verdicts) console.log(`${caught ? 'caught  ' : 'SURVIVED'} ${method}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await rm(folder, { recursive: true, force: true })
  const fixed = names.filter((name) => inert.has(name))
  if (fixed.length > 0)
    console.log(`not judged, the contract fixes the answer and forbids an effect: ${fixed.join(', ')}`)
  console.log(`${names.length - fixed.length - survivors.length} caught, ${survivors.length} survived`)
  return survivors.length === 0 ? 0 : 1
}

process.exitCode = await main().catch((error) => {
  console.error(error.message)
  return 1
})
