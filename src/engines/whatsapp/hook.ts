import { createRequire } from 'node:module'
import { calculateSignature, verifySignature } from 'whatsapp-rust-bridge'
import { filterConsole } from './console-filter.ts'
import { insideTransaction } from './key-transactions.ts'

/**
 * Makes the crypto of the library fast and honest before the library is loaded (`library.ts` imports this first,
 * since two of its files bind these names while they load):
 * - libsignal's XEdDSA is pure JavaScript, about 19 ms a signature with the event loop blocked; the WASM functions
 *   that the library ships anyway take half a millisecond.
 * - its `verifySignature` only returns false for a wrong signature, which the library ignores, so that no
 *   certificate is ever refused. Ours throws, as the callers expect.
 * - its session cipher tries a message on every session of a peer and leaves the marks of a failed try on the ones
 *   that do not fit; the record is then stored with them, and a session that was just begun is lost. Ours puts a
 *   session back as it was.
 * - its queue of jobs is one for each address in the whole process, and runs a job in the context of whoever came first:
 *   when one person writes to two accounts, the second's ratchet step is stored outside its transaction, without its
 *   message. What our transactions have put in order runs at once.
 */
interface CurveModule {
  calculateSignature(privateKey: Uint8Array, message: Uint8Array): Uint8Array
  verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
}

interface SessionEntry {
  serialize(): object
  pendingPreKey?: unknown
  constructor: { deserialize(data: object): SessionEntry }
}

interface SessionCipherModule {
  prototype: {
    doDecryptWhisperMessage(data: Uint8Array, session: SessionEntry): Promise<Uint8Array>
    decryptWithSessions(
      data: Uint8Array,
      sessions: SessionEntry[],
    ): Promise<{ session: SessionEntry; plaintext: Uint8Array }>
  }
}

type QueueJob = (bucket: unknown, job: () => Promise<unknown>) => Promise<unknown>

const KEY_TYPE = Buffer.of(5)

/** Swaps the two signature functions of a libsignal curve module in place. */
export function hardenCurve(curve: CurveModule): void {
  curve.calculateSignature = (privateKey, message) => Buffer.from(calculateSignature(privateKey, message))
  curve.verifySignature = (publicKey, message, signature) => {
    const key = publicKey.length === 32 ? Buffer.concat([KEY_TYPE, publicKey]) : publicKey
    if (signature.length !== 64 || !verifySignature(key, message, signature)) throw new Error('invalid signature')
    return true
  }
}

/** Makes a failed try leave no mark on a session, in place. With one session nothing is stored after a failure anyway. */
export function hardenSessions({ prototype }: SessionCipherModule): void {
  const decryptOn = prototype.doDecryptWhisperMessage
  const decryptOnAny = prototype.decryptWithSessions
  prototype.decryptWithSessions = function (data, sessions) {
    if (sessions.length < 2) return decryptOnAny.call(this, data, sessions)
    const careful = Object.create(this, {
      doDecryptWhisperMessage: {
        async value(message: Uint8Array, session: SessionEntry) {
          const before = session.serialize()
          try {
            return await decryptOn.call(this, message, session)
          } catch (error) {
            delete session.pendingPreKey
            Object.assign(session, session.constructor.deserialize(before))
            throw error
          }
        },
      },
    }) as typeof prototype
    return decryptOnAny.call(careful, data, sessions)
  }
}

/** Puts our queue in the library's place; its users bind it while they load. */
function hardenQueue(): void {
  const module = library.cache[library.resolve('libsignal/src/queue_job.js')]
  if (!module) throw new Error('libsignal has no queue to replace')
  const queued = module.exports as QueueJob
  const atOnce: QueueJob = (bucket, job) => (insideTransaction() ? job() : queued(bucket, job))
  module.exports = atOnce
}

filterConsole(console)

const library = createRequire(import.meta.url)
library('libsignal/src/queue_job.js')
hardenQueue()
/** The library's own copy, hooked. */
export const hookedCurve = library('libsignal/src/curve.js') as CurveModule
hardenCurve(hookedCurve)
hardenSessions(library('libsignal/src/session_cipher.js') as SessionCipherModule)
