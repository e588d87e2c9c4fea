/** `npm run check`: every rule that needs no running program. All steps run; the summary names the ones that failed. */
import { readFile } from 'node:fs/promises'
import { brokenImports } from './import-rules.mjs'
import { brokenLock, looseVersions, undecidedScripts } from './lock-check.mjs'
import { brokenRules } from './repository-check.mjs'
import { bin, output, readJson, ROOT, run } from './run.mjs'

const TEXT = /\.(ts|tsx|mjs|js|json|md|yaml|yml|html|css|service|sh)$|(^|\/)(run|Dockerfile|\.npmrc)$/

/** Path → text of every tracked or new text file. */
async function sources() {
  const listed = await output('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  const paths = [...new Set(listed.split('\0'))].filter(
    (path) => TEXT.test(path) && !path.endsWith('package-lock.json'),
  )
  const texts = await Promise.all(paths.map((path) => readFile(`${ROOT}${path}`, 'utf8').catch(() => undefined)))
  return new Map(paths.map((path, i) => [path, texts[i]]).filter(([, text]) => text !== undefined))
}

function report(sentences) {
  for (const sentence of sentences) console.error(`  ${sentence}`)
  return sentences.length === 0 ? 0 : 1
}

async function lockStep() {
  const [lock, root, sandbox, console] = await Promise.all(
    ['package-lock.json', 'package.json', 'sandbox/package.json', 'console/package.json'].map(readJson),
  )
  return report([
    ...brokenLock(lock),
    ...looseVersions('package.json', root),
    ...looseVersions('sandbox/package.json', sandbox),
    ...looseVersions('console/package.json', console),
    ...undecidedScripts(lock, root),
  ])
}

/** @type {[name: string, step: () => Promise<number>][]} */
const STEPS = [
  ['format', () => run(bin('prettier'), ['--check', '--cache', '--log-level', 'warn', '.'])],
  ['lint', () => run(bin('oxlint'), ['--type-aware', '--quiet'])],
  ['types', () => run(bin('tsc'), ['-p', 'tsconfig.json'])],
  ['types of the console', () => run(bin('tsc'), ['-p', 'console/tsconfig.json'])],
  ['imports', async () => report(brokenImports(await sources()))],
  ['unused code', () => run(bin('knip'), [])],
  ['lock', lockStep],
  ['repository', async () => report(brokenRules(await sources()))],
]

const failed = []
for (const [name, step] of STEPS) {
  const started = performance.now()
  const code = await step()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (code !== 0) failed.push(name)
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
}
if (failed.length > 0) console.error(`check failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
