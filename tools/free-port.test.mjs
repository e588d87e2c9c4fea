import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { choosePort } from './free-port.mjs'

let server
let busy
beforeEach(async () => {
  server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  busy = server.address().port
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

test('a busy usual port gives way to a free one, and so does a taken one', async () => {
  const port = await choosePort('PORT', undefined, busy)
  expect(port).toBeGreaterThan(0)
  expect(port).not.toBe(busy)
  expect(await choosePort('PORT', '', port, [port])).not.toBe(port)
  expect(await choosePort('PORT', undefined, port)).toBe(port)
})

test('a port that was asked for is used or refused, never replaced', async () => {
  const free = await choosePort('PORT', '0', 1)
  expect(await choosePort('PORT', String(free), 1)).toBe(free)
  await expect(choosePort('PORT', String(busy), 1)).rejects.toThrow(`PORT=${busy} cannot be used: EADDRINUSE.`)
  await expect(choosePort('PORT', 'http', 1)).rejects.toThrow('PORT must be a port')
})
