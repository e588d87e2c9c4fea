import { expect, test } from 'vitest'
import { hardenSessions } from './hook.ts'

class Entry {
  chain: string
  pendingPreKey?: string
  constructor(chain: string) {
    this.chain = chain
  }
  serialize() {
    return { chain: this.chain }
  }
  static deserialize(data: object) {
    return new Entry((data as { chain: string }).chain)
  }
}

/** Behaves as libsignal's cipher: a try steps the ratchet before it finds out that the message does not fit. */
function cipherLikeTheLibrary() {
  return {
    prototype: {
      doDecryptWhisperMessage(message: Uint8Array, session: Entry) {
        const fits = session.chain === message.toString()
        session.chain = `${session.chain} stepped`
        session.pendingPreKey = 'touched'
        return fits ? Promise.resolve(message) : Promise.reject(new Error('Bad MAC'))
      },
      async decryptWithSessions(
        this: { doDecryptWhisperMessage: (m: Uint8Array, s: Entry) => Promise<Uint8Array> },
        data: Uint8Array,
        sessions: Entry[],
      ) {
        for (const session of sessions) {
          try {
            return { session, plaintext: await this.doDecryptWhisperMessage(data, session) }
          } catch {
            // the next session may fit
          }
        }
        throw new Error('No matching sessions found for message')
      },
    },
  }
}

test('a session that does not fit a message is as it was before the try, the one that fits has stepped', async () => {
  const cipher = cipherLikeTheLibrary()
  hardenSessions(cipher as unknown as Parameters<typeof hardenSessions>[0])
  const [fresh, old] = [new Entry('fresh'), new Entry('old')]
  const { plaintext } = await cipher.prototype.decryptWithSessions(Buffer.from('old'), [fresh, old])
  expect(plaintext.toString()).toBe('old')
  expect(fresh).toEqual(new Entry('fresh'))
  expect(old.chain).toBe('old stepped')
})

test('a message that fits no session is refused', async () => {
  const cipher = cipherLikeTheLibrary()
  hardenSessions(cipher as unknown as Parameters<typeof hardenSessions>[0])
  const tries = cipher.prototype.decryptWithSessions(Buffer.from('none'), [new Entry('a'), new Entry('b')])
  await expect(tries).rejects.toThrow('No matching sessions')
})
