import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { deadlineOf } from './deadline.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const firing = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }))

test('fires in time though nothing else holds it, or with the other signal for its reason', async () => {
  const outer = new AbortController()
  const timed = firing(deadlineOf(50, outer.signal).signal)
  collect()
  expect(await timed).toMatchObject({ name: 'TimeoutError' })
  const cut = firing(deadlineOf(60_000, outer.signal).signal)
  outer.abort('over')
  expect(await cut).toBe('over')
  expect(deadlineOf(60_000, outer.signal).signal.reason).toBe('over')
})

test('what is given back does not fire', () => {
  const outer = new AbortController()
  const deadline = deadlineOf(60_000, outer.signal)
  deadline.end()
  outer.abort()
  expect(deadline.signal.aborted).toBe(false)
})
