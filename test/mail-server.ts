import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A letter as its reader sees it. */
export interface ReceivedLetter {
  to: string
  from: string
  subject: string
  text: string
}

/** A mail server for tests: takes every letter and shows it. */
export interface MailServer {
  /** For `ROOKERY_SMTP_URL`. */
  readonly url: string
  readonly letters: readonly ReceivedLetter[]
  /** The newest letter to an address, once there is one beyond those that `seen` says were read. */
  letterTo(address: string, seen?: number): Promise<ReceivedLetter>
  /** Letters to an address so far. */
  countTo(address: string): number
  /** The next letters are refused for now (451), this often. */
  refuse(times: number): void
  stop(): Promise<void>
}

export async function startMailServer(): Promise<MailServer> {
  const letters: ReceivedLetter[] = []
  const waiting = new Set<() => void>()
  let refusals = 0
  const keep = async (bytes: Buffer, to: string) => {
    const { from, subject = '', text = '' } = await PostalMime.parse(bytes)
    letters.push({ to, from: from?.address ?? '', subject, text })
    for (const wake of waiting) wake()
  }
  const server = new SMTPServer({
    authOptional: true,
    // a gateway keeps its connection open for the next letter; a stop waits for none
    closeTimeout: 1,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (refusals > 0) {
          refusals -= 1
          done(Object.assign(new Error('try again later'), { responseCode: 451 }))
          return
        }
        void keep(Buffer.concat(chunks), session.envelope.rcptTo[0]?.address ?? '').finally(done)
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const of = (address: string) => letters.filter(({ to }) => to === address)
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    countTo: (address) => of(address).length,
    refuse: (times) => (refusals = times),
    async letterTo(address, seen = 0) {
      const deadline = Date.now() + 30_000
      while (of(address).length <= seen) {
        if (Date.now() > deadline) throw new Error(`no letter came to ${address}`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(wake, deadline - Date.now())
          function wake() {
            clearTimeout(timer)
            waiting.delete(wake)
            resolve()
          }
          waiting.add(wake)
        })
      }
      return of(address).at(-1) as ReceivedLetter
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The token behind `#` of the link in a letter. */
export function tokenIn({ text }: ReceivedLetter): string {
  const [, token] = /#([0-9a-f]{64})/.exec(text) ?? []
  if (token === undefined) throw new Error('the letter has no link with a token')
  return token
}
