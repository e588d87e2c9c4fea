import { expect, test } from 'vitest'
import { tally } from './tally.mjs'

const green = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numTotalTests: 3,
  testResults: [],
}

test('a green run is what the runner counted', () => {
  expect(tally(green, 0)).toEqual({ passed: 3, failed: 0, why: [] })
})

test.each([
  ['a failed test', { numFailedTests: 2, numTotalTests: 5 }, 1, 2],
  ['a file that did not load', { testResults: [{ name: 'x', status: 'failed', assertionResults: [] }] }, 1, 1],
  ['a test that did not run', { numPendingTests: 1, numTotalTests: 4 }, 0, 1],
  ['an error outside every test', {}, 1, 1],
  ['no test at all', { numPassedTests: 0, numTotalTests: 0 }, 0, 1],
])('%s counts as failed', (_what, part, code, failed) => {
  expect(tally({ ...green, ...part }, code).failed).toBe(failed)
})

test('a failed test is named with the first line of what it said', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'a' },
    { status: 'failed', fullName: 'b c', failureMessages: ['AssertionError: 1 is not 2\n  at b.test.ts'] },
  ]
  const report = {
    ...green,
    numFailedTests: 1,
    testResults: [{ name: 'b.test.ts', status: 'failed', assertionResults }],
  }
  expect(tally(report, 1).why).toEqual(['failed: b.test.ts: b c: AssertionError: 1 is not 2'])
})
