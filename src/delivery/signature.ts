import { createHmac } from 'node:crypto'
import type { Keyring } from '../base/sealing.ts'

/**
 * Signatures in the Standard Webhooks form, version 1: HMAC-SHA256 over `id.timestamp.body`. The secret belongs to
 * one receiver, is derived from the installation's keys and never stored.
 */
export function webhookSecret(keyring: Keyring, receiver: string): string {
  return `whsec_${Buffer.from(keyring.lookup(`webhook secret/${receiver}`), 'hex').toString('base64')}`
}

/**
 * The three headers of an attempt: stable event id, time of the attempt in seconds, and a signature by each secret, the
 * newest first, separated by spaces.
 */
export function signatureHeaders(
  secrets: readonly string[],
  eventId: string,
  at: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(`${eventId}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': eventId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
