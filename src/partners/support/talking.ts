import { failure, Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { sealLetter } from '../../mail/outbox.ts'
import type { StoredFile } from '../../media/port.ts'
import { accountUnknown, findAccount } from '../accounts.ts'
import { consoleLink, letter } from '../people/letters.ts'
import { awayReaders, writeSupport, type Said, type Side, type SupportFile } from './chat.ts'

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
  const { store, clock } = ports
  const { account, person, side, file } = said
  const text = said.text.trim()
  if (text === '' && !file) throw new Failure(supportEmpty)
  const at = clock.now()
  const id = mintId(at)
  const files = JSON.stringify(file ? [keptFile(file)] : [])
  const letters = await lettersToAway(ports, { account, side })
  const seq = await store.write(writeSupport, { account, id, person, side, text, files, letters, at })
  wakeChat(ports, account)
  return { seq, id }
}

/** A stored file as its message keeps it. */
export const keptFile = ({ handle, fileName, mimeType, size, expiresAt }: StoredFile): SupportFile => ({
  handle,
  fileName,
  mimeType,
  size,
  expiresAt,
})

/** Something was said: whoever watches sees it, and letters leave. */
export function wakeChat({ bus }: Pick<Ports, 'bus'>, account: string): void {
  bus.nudge('support', account)
  bus.nudge('mail', 'all')
}

/** Letters to people of the other side who are away, to be committed with what is said. */
export async function lettersToAway(
  ports: Ports,
  { account, side }: { account: string; side: Side },
): Promise<Said['letters']> {
  const { store, clock, keyring, policy } = ports
  if (!policy.mail) return []
  const at = clock.now()
  const row = await store.read(findAccount, { id: account })
  if (!row) throw new Failure(accountUnknown)
  const page = side === 'operator' ? 'support' : `operator/support/${account}`
  const away = await store.read(awayReaders, { account, from: side, goneBefore: at - AWAY_MS })
  return away.map(({ person, email, locale }) => {
    const text = letter('support', { email, locale }, { what: row.name, link: consoleLink(ports, page) })
    return { person, letter: sealLetter(keyring, text, at) }
  })
}
