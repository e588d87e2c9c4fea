import { expect, test } from 'vitest'
import { moneyOperations } from '../../src/billing/world.spec-suite.ts'
import { partnerOperations } from '../../src/partners/operations.ts'
import { testStores } from '../database.ts'
import { announceSeed, seededRandom } from '../random.ts'
import { playYear } from '../year/year.ts'

/** A part of the instances, as in `SOAK_SHARE=0.05 npm run soak -- test/soak/year.ts`; all 20,000 when absent. */
const SHARE = Number(process.env['SOAK_SHARE'] ?? 1)

test.each(testStores({ ...moneyOperations, ...partnerOperations }))(
  'a year of 50 partners and 20,000 instances equals its recomputation ($name)',
  async (engine) => {
    const random = seededRandom(announceSeed('soak year'))
    const store = await engine.open()
    try {
      const report = await playYear(store, { partners: 50, instances: Math.ceil(20_000 * SHARE), random })
      process.stdout.write(`soak year: ${JSON.stringify({ ...report, faults: report.faults.length })}\n`)
      expect(report.faults).toEqual([])
    } finally {
      await engine.dispose()
    }
  },
)
