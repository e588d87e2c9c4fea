import { failure, Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { sealLetter } from '../../mail/outbox.ts'
import type { StoredFile } from '../../media/port.ts'
import { accountUnknown, findAccount } from '../accounts.ts'
import { consoleLink, letter } from '../people/letters.ts'
import { awayReaders, tellAway, writeSupport, type Side, type SupportFile } from './chat.ts'

/** Whoever did not show for this long is written to by mail. */
const AWAY_MS = 60_000

export const supportEmpty = failure({
  code: 'supportEmpty',
  status: 400,
  form: 'problem',
  sentence: 'A message needs a text or a file.',
})

/** Writes into the chat of an account, wakes who watches and writes a letter to who is away. */
export async function talk(
  ports: Ports,
  said: { account: string; person: string; side: Side; text: string; file?: StoredFile },
): Promise<{ seq: number; id: string }> {
  const { store, clock, bus } = ports
  const { account, person, side, file } = said
  const text = said.text.trim()
  if (text === '' && !file) throw new Failure(supportEmpty)
  const at = clock.now()
  const id = mintId(at)
  const files: SupportFile[] = file ? [kept(file)] : []
  const seq = await store.write(writeSupport, { account, id, person, side, text, files: JSON.stringify(files), at })
  bus.nudge('support', account)
  await writeToAway(ports, { account, side, seq })
  return { seq, id }
}

const kept = ({ handle, fileName, mimeType, size, expiresAt }: StoredFile): SupportFile => ({
  handle,
  fileName,
  mimeType,
  size,
  expiresAt,
})

async function writeToAway(
  ports: Ports,
  { account, side, seq }: { account: string; side: Side; seq: number },
): Promise<void> {
  const { store, clock, keyring, policy, bus } = ports
  if (!policy.mail) return
  const at = clock.now()
  const row = await store.read(findAccount, { id: account })
  if (!row) throw new Failure(accountUnknown)
  const page = side === 'operator' ? 'support' : `operator/support/${account}`
  for (const { person, email, locale } of await store.read(awayReaders, {
    account,
    from: side,
    goneBefore: at - AWAY_MS,
  })) {
    const text = letter('support', { email, locale }, { what: row.name, link: consoleLink(ports, page) })
    await store.write(tellAway, { account, person, seq, letter: sealLetter(keyring, text, at) })
  }
  bus.nudge('mail', 'all')
}
