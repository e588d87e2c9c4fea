import { expect, test } from 'vitest'
import { judge } from './mutation-verdict.mjs'

test('a claim is caught only when its own scenario failed', () => {
  const result = (title, status, ...failureMessages) => ({ title, status, failureMessages })
  const report = {
    testResults: [
      { assertionResults: [result('sends', 'failed', 'Error: no text\n  at line 1'), result('reads', 'passed')] },
      { assertionResults: [result('waits', 'skipped')] },
    ],
  }
  expect(judge(report, ['sends', 'reads', 'waits', 'gone'])).toEqual([
    { caught: true, text: 'sends (Error: no text)' },
    { caught: false, text: 'reads (passed)' },
    { caught: false, text: 'waits (skipped)' },
    { caught: false, text: 'gone (not found)' },
  ])
})
