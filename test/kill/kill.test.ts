import { expect, test } from 'vitest'
import { announceSeed } from '../random.ts'
import { countsOf, killRun } from './kill-run.ts'
import { WINDOWS } from './windows.ts'

test('a gateway killed twenty times under load loses nothing and repeats nothing', { timeout: 900_000 }, async () => {
  const report = await killRun({ kills: 20, seed: announceSeed('kill') })
  process.stdout.write(`kill: ${JSON.stringify(countsOf(report))}\n`)
  expect(report.accepted).toBeGreaterThan(100)
  expect(report.received).toBeGreaterThan(100)
  expect(report.lostSends).toEqual([])
  expect(report.lostMessages).toEqual([])
  expect(report.lostStatuses).toEqual([])
  expect(report.shownTwice).toEqual([])
  expect(report.relinked).toEqual([])
  expect(report.violations).toEqual([])
  for (const window of WINDOWS) expect(report.windows[window], `kills in the window "${window}"`).toBeGreaterThan(0)
})
