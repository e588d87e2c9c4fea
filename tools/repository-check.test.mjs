import { expect, test } from 'vitest'
import { brokenRules } from './repository-check.mjs'

const readme = ['src/base/README.md', '# base']

test.each([
  ['a registry', `const host = 'registry.npmjs.org'`],
  ['a focused test', `describe.only('x', () => {})`],
  ['a skipped test', `test.concurrent.skip('x', () => {})`],
  ['a conditional skip', `it.skipIf(process.platform)('x', () => {})`],
  ['a silenced type error', `// @ts-expect-error`],
  ['a silenced lint rule', `// oxlint-disable-next-line`],
])('%s is found', (_what, line) => {
  expect(brokenRules(new Map([readme, ['src/base/a.test.ts', `\n${line}\n`]]))[0]).toMatch(/^src\/base\/a\.test\.ts:2 /)
})

test('a folder without a README is named, ordinary code is not', () => {
  const files = new Map([readme, ['src/base/a.ts', `skip.only(latest)`], ['src/bus/port.ts', `export {}`]])
  expect(brokenRules(files)).toEqual(['src/bus: has no README.md'])
})
