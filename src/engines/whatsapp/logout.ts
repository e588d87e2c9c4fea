import type { Account } from './account.ts'
import type { Line } from './line.ts'

const ANSWER_MS = 5000

/** Asks the network to take this device off the account; over when it answers, closes or stays silent. */
export async function removeDevice({ sock, ended }: Line, { creds }: Account): Promise<void> {
  const jid = creds.me?.id
  if (jid === undefined) return
  const removal = sock.query(
    {
      tag: 'iq',
      attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [{ tag: 'remove-companion-device', attrs: { jid, reason: 'user_initiated' } }],
    },
    ANSWER_MS,
  )
  await Promise.race([removal.catch(() => undefined), ended])
}
