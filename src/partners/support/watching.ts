import type { Ports } from '../../contract/ports.ts'
import { nudgeWait } from '../../instances/nudge-wait.ts'
import { readSupport, supportMessages, supportState } from './chat.ts'
import { messageView, type SupportFrame } from './support-view.ts'

const POLL_MS = 20_000
const PAGE = 100

/**
 * Every message after `after` as it comes, and how far everybody has read whenever that changes. Whoever watches is
 * there: no letter is written to them.
 */
export async function* watchChat(
  ports: Ports,
  { account, person, after }: { account: string; person: string; after: number },
  signal: AbortSignal,
): AsyncGenerator<SupportFrame> {
  const { store, clock } = ports
  const wait = nudgeWait(ports, account, ['support'])
  let last = after
  let told = ''
  let seen = 0
  try {
    while (!signal.aborted) {
      if (clock.now() - seen >= POLL_MS) {
        seen = clock.now()
        await store.write(readSupport, { account, person, seq: 0, at: seen })
      }
      const messages = await store.read(supportMessages, { account, after: last, limit: PAGE })
      for (const message of messages) yield { type: 'message', message: messageView(message, ports) }
      last = messages.at(-1)?.seq ?? last
      const state = await store.read(supportState, { account, person })
      const now = JSON.stringify(state)
      if (now !== told) yield { type: 'state', state }
      told = now
      if (messages.length < PAGE) await wait.next(clock.now() + POLL_MS, signal)
    }
  } finally {
    wait.close()
  }
}
