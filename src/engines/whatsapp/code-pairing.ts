import { randomBytes } from 'node:crypto'
import type { BinaryNode, WASocket } from 'baileys'
import type { Account } from './account.ts'
import { aesEncryptCTR, Browsers, bytesToCrockford, derivePairingCodeKey, getCompanionPlatformId } from './library.ts'
import { networkCodeOf, Problem } from './problem.ts'

/**
 * Asks the network to pair by an 8-character code that a person types on the phone. The library's own way resolves
 * when the request is written and never hears a refusal; this one waits for the network's answer. The account looks
 * registered from here on (the library logs in instead of registering), so it is worthless unless pairing succeeds.
 */
export async function askPairingCode(sock: WASocket, account: Account, phone: string): Promise<string> {
  const { creds } = account
  const browser = Browsers.ubuntu('Chrome')
  const code = bytesToCrockford(randomBytes(5))
  creds.pairingCode = code
  creds.me = { id: `${phone}@s.whatsapp.net`, name: '~' }
  const salt = randomBytes(32)
  const iv = randomBytes(16)
  const key = await derivePairingCodeKey(code, salt)
  const wrapped = aesEncryptCTR(creds.pairingEphemeralKeyPair.public, key, iv)
  const content: BinaryNode[] = [
    part('link_code_pairing_wrapped_companion_ephemeral_pub', Buffer.concat([salt, iv, wrapped])),
    part('companion_server_auth_key_pub', creds.noiseKey.public),
    part('companion_platform_id', getCompanionPlatformId(browser)),
    part('companion_platform_display', `${browser[1]} (${browser[0]})`),
    part('link_code_pairing_nonce', '0'),
  ]
  const attrs = { jid: creds.me.id, stage: 'companion_hello', should_show_push_notification: 'true' }
  const reply: unknown = await sock
    .query({
      tag: 'iq',
      attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [{ tag: 'link_code_companion_reg', attrs, content }],
    })
    .catch((error: unknown) => {
      const refusal = networkCodeOf(error)
      throw refusal === 0 ? error : new Problem('refused', `the network refused the pairing code (${refusal})`)
    })
  if (reply === undefined) throw new Problem('timeout', 'the network did not answer the request for a pairing code')
  return code
}

function part(tag: string, content: string | Uint8Array): BinaryNode {
  return { tag, attrs: {}, content }
}
