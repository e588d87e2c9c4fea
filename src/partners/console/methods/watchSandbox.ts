import { Type, type Static } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import type { Ports } from '../../../contract/ports.ts'
import { accountMethod } from '../console-method.ts'
import { eventsOf, noSandbox, sandboxOf, sandboxRefused } from '../sandbox-control.ts'
import { WATCH_MS } from '../watch-pulse.ts'

const Change = Type.Object({
  revision: Type.Integer({ description: 'Grows with every change of a phone.' }),
  phones: Type.Array(Type.String(), {
    description: 'Numbers of those whose state, devices or messages changed since the frame before; none in the first.',
  }),
})

/** Tells a page which simulated phones changed, so that it asks for what it shows. */
export const watchSandbox = accountMethod({
  name: 'watchSandbox',
  verb: 'GET',
  role: 'member',
  group: 'console-sandbox',
  summary: 'Tells when simulated phones of a sandbox installation changed',
  description: 'As a websocket: a frame now and at each change, for a minute; then open it again.',
  errors: [noSandbox, sandboxRefused],
  reply: Change,
  example: { reply: { revision: 1_769_000_000_042, phones: ['15550100001'] } },
  async run({ signal }, ports) {
    for await (const change of changes(sandboxOf(ports), signal, ports)) return change
    throw new Failure(sandboxRefused, { sentence: 'The sandbox does not answer.' })
  },
  watch: ({ signal }, ports) => changes(sandboxOf(ports), signal, ports),
})

async function* changes(
  ask: ReturnType<typeof sandboxOf>,
  signal: AbortSignal,
  { clock }: Ports,
): AsyncGenerator<Static<typeof Change>> {
  const over = new AbortController()
  void clock.sleepUntil(clock.now() + WATCH_MS, AbortSignal.any([signal, over.signal])).then(() => over.abort())
  try {
    const events = eventsOf(await ask('/changes', { signal: over.signal }))
    for await (const event of events) yield event as Static<typeof Change>
  } catch (error) {
    if (!over.signal.aborted) throw error
  } finally {
    over.abort()
  }
}
