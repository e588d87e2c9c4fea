import { expect, test } from 'vitest'
import { moneyOperations } from '../../src/billing/world.spec-suite.ts'
import { testStores } from '../database.ts'
import { announceSeed, seededRandom } from '../random.ts'
import { killNights } from './night-run.ts'

test.each(testStores(moneyOperations))(
  'nights whose run is killed at every turn charge each instance-day once ($name)',
  { timeout: 300_000 },
  async (engine) => {
    const random = seededRandom(announceSeed(`night kill, ${engine.name}`))
    const store = await engine.open()
    try {
      const size = { nights: 12, accounts: 24, instances: 50, large: 5200, kills: 8 }
      const report = await killNights(engine, store, size, random)
      process.stdout.write(`night kill: ${JSON.stringify({ ...report, faults: report.faults.length })}\n`)
      expect(report.faults).toEqual([])
      expect(report.kills).toBe(8)
      expect(report.midway).toBeGreaterThan(3)
    } finally {
      await engine.dispose()
    }
  },
)
