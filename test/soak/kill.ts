import { expect, test } from 'vitest'
import { countsOf, killRun } from '../kill/kill-run.ts'
import { WINDOWS } from '../kill/windows.ts'
import { announceSeed } from '../random.ts'

test(
  'a gateway killed two hundred times under load loses nothing and repeats nothing',
  { timeout: 3_600_000 },
  async () => {
    const report = await killRun({ kills: 200, seed: announceSeed('soak kill') })
    process.stdout.write(`soak kill: ${JSON.stringify(countsOf(report))}\n`)
    expect([report.lostSends, report.lostMessages, report.lostStatuses, report.shownTwice, report.relinked]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ])
    for (const window of WINDOWS) expect(report.windows[window], `kills in the window "${window}"`).toBeGreaterThan(0)
  },
)
