import type { Phone } from '../../sandbox/src/api.ts'
import type { WebhookReceiver } from './receiver.ts'

/** An instance under load, by what its owner knows of it. */
export interface LoadedInstance {
  idInstance: number
  apiTokenInstance: string
  /** Number of the linked account. */
  number: string
  /** A bystander who writes and is written to. */
  friend: Phone
}

export interface Load {
  /** idMessage → text of every send that was answered 200. */
  readonly accepted: ReadonlyMap<string, string>
  /** Ids of messages that friends sent and the network took. */
  readonly written: ReadonlySet<string>
  /** The gateway lives at this address now. */
  moveTo(apiUrl: string): void
  stop(): Promise<void>
}

const SEND_PAUSE_MS = 10
const WRITE_PAUSE_MS = 50
/** Each side waits while so many messages are under way: what is measured is loss, not how long a backlog takes. */
const UNDER_WAY = 300

/**
 * Sends through the gateway and writes to it, without pause, over kills and restarts. `heard`: what the webhook has told
 * so far.
 */
export function startLoad(
  instances: readonly LoadedInstance[],
  firstUrl: string,
  heard: Pick<WebhookReceiver, 'told' | 'acknowledged'>,
): Load {
  const accepted = new Map<string, string>()
  const written = new Set<string>()
  let apiUrl = firstUrl
  const stopping = new AbortController()
  let count = 0
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const send = async ({ idInstance, apiTokenInstance, friend }: LoadedInstance) => {
    while (!stopping.signal.aborted) {
      await pause(SEND_PAUSE_MS)
      if (accepted.size - heard.acknowledged.size >= UNDER_WAY) continue
      const message = `out ${count++}`
      try {
        const answer = await fetch(`${apiUrl}/waInstance${idInstance}/sendMessage/${apiTokenInstance}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ chatId: `${friend.number}@c.us`, message, linkPreview: false }),
        })
        const body = (await answer.json()) as { idMessage?: string }
        if (answer.status === 200 && body.idMessage !== undefined) accepted.set(body.idMessage, message)
      } catch {
        // the gateway is down: the client tries again with its next message
      }
    }
  }
  const write = async ({ number, friend }: LoadedInstance) => {
    while (!stopping.signal.aborted) {
      if (written.size - heard.told.size < UNDER_WAY) {
        const { id } = await friend.send(number, { text: `in ${count++}` })
        written.add(id)
      }
      await pause(WRITE_PAUSE_MS)
    }
  }
  const loops = instances.flatMap((instance) => [send(instance), write(instance)])
  return {
    accepted,
    written,
    moveTo: (url) => (apiUrl = url),
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}
