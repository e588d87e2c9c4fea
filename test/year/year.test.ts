import { expect, test } from 'vitest'
import { moneyOperations } from '../../src/billing/world.spec-suite.ts'
import { partnerOperations } from '../../src/partners/operations.ts'
import { testStores } from '../database.ts'
import { announceSeed, seededRandom } from '../random.ts'
import { playYear } from './year.ts'

test.each(testStores({ ...moneyOperations, ...partnerOperations }).slice(0, 1))(
  'a year of money equals its recomputation ($name)',
  { timeout: 180_000 },
  async (engine) => {
    const random = seededRandom(announceSeed('year'))
    const store = await engine.open()
    try {
      const report = await playYear(store, { partners: 3, instances: 90, random })
      expect(report.faults).toEqual([])
      expect(report.kills).toBeGreaterThan(100)
      expect(report.invoices).toBeGreaterThan(20)
      expect(report.instances).toBeGreaterThan(20)
    } finally {
      await engine.dispose()
    }
  },
)
