import { createRequire } from 'node:module'
import { calculateSignature, verifySignature } from 'whatsapp-rust-bridge'
import { filterConsole } from './console-filter.ts'

/**
 * Makes the crypto of the library fast and honest before the library is loaded (`library.ts` imports this first,
 * since two of its files bind these names while they load):
 * - libsignal's XEdDSA is pure JavaScript, about 19 ms a signature with the event loop blocked; the WASM functions
 *   that the library ships anyway take half a millisecond.
 * - its `verifySignature` only returns false for a wrong signature, which the library ignores, so that no
 *   certificate is ever refused. Ours throws, as the callers expect.
 */
interface CurveModule {
  calculateSignature(privateKey: Uint8Array, message: Uint8Array): Uint8Array
  verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
}

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

filterConsole(console)

/** The library's own copy, hooked. */
export const hookedCurve = createRequire(import.meta.url)('libsignal/src/curve.js') as CurveModule
hardenCurve(hookedCurve)
