import { expect, it } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { dispatcher } from './dispatcher.ts'
import { outbound } from './outbound.ts'

it('looks at every key that is due, however many pages they fill', async () => {
  const keys = Array.from({ length: 7 }, (_, index) => `key-${index}`)
  const looked = new Set<string>()
  const net = outbound({ allow: [] })
  let seenAll = () => {}
  const all = new Promise<void>((resolve) => (seenAll = resolve))
  const posting = dispatcher({
    outbound: net,
    clock: systemClock,
    log: silentLog,
    source: {
      due: (_at, after) => Promise.resolve(keys.filter((key) => key > after).slice(0, 3)),
      head(key) {
        looked.add(key)
        if (looked.size === keys.length) seenAll()
        return Promise.resolve(undefined)
      },
      settle: () => Promise.resolve(undefined),
    },
  })
  await all
  expect([...looked].sort()).toEqual(keys)
  await posting.stop()
  await net.close()
})
