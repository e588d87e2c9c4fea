import { expect, test } from 'vitest'
import { moneyOperations } from '../../src/billing/world.spec-suite.ts'
import { partnerOperations } from '../../src/partners/operations.ts'
import { testStores } from '../database.ts'
import { announceSeed, seededRandom } from '../random.ts'
import { playYear } from '../year/year.ts'

test.each(testStores({ ...moneyOperations, ...partnerOperations }))(
  'a year of 50 partners and 20,000 instances equals its recomputation ($name)',
  async (engine) => {
    const random = seededRandom(announceSeed('soak year'))
    const store = await engine.open()
    try {
      const report = await playYear(store, { partners: 50, instances: 20_000, random })
      process.stdout.write(`soak year: ${JSON.stringify({ ...report, faults: report.faults.length })}\n`)
      expect(report.faults).toEqual([])
    } finally {
      await engine.dispose()
    }
  },
)
