import { Agent } from 'node:http'
import { expect, it } from 'vitest'
import { announceSeed } from '../../test/random.ts'
import { malformedRequests } from '../../test/fuzz.ts'
import { sendAll, sendMalformed } from '../../test/fuzz-send.ts'
import { ID, PARTNER, TOKEN, startToy, toyMethods } from './toy.test-support.ts'

const LIMITS = { body: 300_000, file: 1_000_000 }

it('thousands of malformed requests: nothing runs, nothing is kept, nothing is a 5xx, every refusal is reached', async () => {
  const seed = announceSeed('malformed requests')
  const ran: string[] = []
  // What stands behind the token is for the method to judge, so deleteNotification runs by right.
  const methods = toyMethods.map((method) => ({
    ...method,
    run: async () => (method.tail === undefined ? ran.push(method.name) : false),
  }))
  const toy = await startToy({ methods, bodyLimit: 300_000 })
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  const credentials = [
    ...Array.from(
      { length: 40 },
      (_, i) => ({ family: 'instance', idInstance: String(5001 + i), token: TOKEN }) as const,
    ),
    { family: 'instance', idInstance: String(ID), token: TOKEN } as const,
    { family: 'partner', token: PARTNER } as const,
    { family: 'link', token: 'once' } as const,
    { family: 'operator', token: 'op' } as const,
  ]
  const requests = malformedRequests(methods, { seed, count: 1200, credentials, limits: LIMITS })
  expect(requests.filter(({ proven }) => proven).length).toBeGreaterThan(600)
  const statuses = new Map<number, number>()
  await sendAll(
    toy.url,
    requests,
    (request, answer) => {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (request.fault !== 'tail' && (answer.status < 400 || answer.status >= 500))
        expect(answer.body, JSON.stringify({ ...request, body: request.body?.toString() })).toMatch(/^\{"code":4/)
    },
    agent,
  )
  // bodies over the limit are dear, hence rare among the random ones: one is always sent
  const tooLarge = await sendMalformed(toy.url, {
    method: 'sendMessage',
    verb: 'POST',
    target: `/waInstance${ID}/sendMessage/${TOKEN}`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(`{"message":"${'x'.repeat(300_000)}"}`),
    proven: true,
    fault: 'too large',
  })
  expect(tooLarge.status).toBe(413)
  statuses.set(tooLarge.status, (statuses.get(tooLarge.status) ?? 0) + 1)
  expect(ran).toEqual([])
  expect(toy.media.files.size).toBe(0)
  expect(toy.logged.filter(({ level }) => level === 'error')).toEqual([])
  for (const status of [400, 401, 403, 404, 413, 429]) expect([...statuses.keys()]).toContain(status)
  agent.destroy()
  await toy.server.close()
}, 60_000)

it('the same seed makes the same requests', () => {
  const credentials = [{ family: 'instance', idInstance: '1', token: TOKEN } as const]
  const options = { seed: 7, count: 200, credentials, limits: LIMITS }
  const made = () =>
    malformedRequests(toyMethods, options).map(({ body, ...rest }) => JSON.stringify([rest, body?.toString('latin1')]))
  const first = made()
  expect(made().every((text, i) => text === first[i])).toBe(true)
  expect(new Set(first).size).toBeGreaterThan(100)
})
