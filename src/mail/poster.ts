import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Keyring } from '../base/sealing.ts'
import type { Bus } from '../bus/port.ts'
import type { Store } from '../store/port/store.ts'
import { delayMail, dueMail, endMail, openLetter, type MailRow } from './outbox.ts'
import { MailRefused, type MailTransport } from './port.ts'

interface PosterWorld {
  store: Store
  keyring: Keyring
  clock: Clock
  log: Log
  bus: Bus
  transport: MailTransport
}

const SWEEP_MS = 5000
const BATCH = 20
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 3_600_000

/** Sends letters as they are queued; what a server does not take for now is tried again for a day. */
export function mailPoster(world: PosterWorld): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let pause = new AbortController()
  let nudged = false
  const off = world.bus.on('mail', '*', () => {
    nudged = true
    pause.abort()
  })
  const run = async () => {
    while (!stopping.signal.aborted) {
      nudged = false
      const sent = await postDue(world, stopping.signal).catch((error: unknown) => {
        world.log.warn({ err: error }, 'letters were not read')
        return 0
      })
      if (sent > 0 || nudged) continue
      pause = new AbortController()
      await world.clock.sleepUntil(world.clock.now() + SWEEP_MS, AbortSignal.any([stopping.signal, pause.signal]))
    }
  }
  const running = run()
  return {
    async stop() {
      off()
      stopping.abort()
      await running
      world.transport.close()
    },
  }
}

/** Tries what is due; how many letters left the queue. */
async function postDue(world: PosterWorld, stopping: AbortSignal): Promise<number> {
  const due = await world.store.read(dueMail, { at: world.clock.now(), limit: BATCH })
  let ended = 0
  for (const row of due) {
    if (stopping.aborted) break
    if (await post(world, row)) ended += 1
  }
  return ended
}

async function post({ store, keyring, clock, log, transport }: PosterWorld, row: MailRow): Promise<boolean> {
  const { id, attempts } = row
  try {
    await transport.send(openLetter(keyring, row))
  } catch (error) {
    const { code } = error as { code?: unknown }
    const fields = { letter: id, attempts: attempts + 1, code: typeof code === 'string' ? code : (error as Error).name }
    const nextAt = clock.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts)
    if (!(error instanceof MailRefused) && nextAt < row.expires_at) {
      log.warn(fields, 'a letter could not be sent, it is tried again')
      await store.write(delayMail, { id, nextAt })
      return false
    }
    log.error(fields, 'a letter was given up')
  }
  await store.write(endMail, { id })
  return true
}
