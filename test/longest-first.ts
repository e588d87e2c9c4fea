import { statSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that run for long; the last file to end must not be one of them. */
const LONG = [
  'test/kill/kill.test.ts',
  'test/browser/conditions.browser.test.ts',
  'test/browser/console-tour.browser.test.ts',
  'test/browser/instances.browser.test.ts',
  'test/browser/pages.browser.test.ts',
  'test/scenarios/whole-collection.test.ts',
  'test/kill/night.test.ts',
  'test/kill/sync.test.ts',
  'test/kill/bridge.test.ts',
  'test/scenarios/restrictions.test.ts',
  'test/scenarios/holes.test.ts',
]

/**
 * What runs long begins first, so that all workers end together: a machine that tests for the first time knows no
 * durations. Otherwise by size, whatever the project, so that what computes runs beside what waits.
 */
export class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const keyed = files.map((file) => ({ file, long: rank(file), size: statSync(file.moduleId).size }))
    keyed.sort((a, b) => a.long - b.long || b.size - a.size)
    return Promise.resolve(keyed.map(({ file }) => file))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((name) => moduleId.endsWith(name))
  return at === -1 ? LONG.length : at
}
