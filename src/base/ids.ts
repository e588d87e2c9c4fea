import { randomBytes, randomFillSync } from 'node:crypto'

/** Random bytes fetched ahead: asking for a few at a time costs more than all the rest of an id. */
const ahead = new Uint8Array(4096)
let used = ahead.length

function fewBytes(count: number): Uint8Array {
  if (used + count > ahead.length) {
    randomFillSync(ahead)
    used = 0
  }
  used += count
  return ahead.subarray(used - count, used)
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** An id that the application mints for a row (accounts, tokens, events): sortable by time, 26 characters, base32. */
export function mintId(now: number): string {
  let tail = ''
  for (const byte of fewBytes(16)) tail += ALPHABET.charAt(byte % 32)
  return firstIdAt(now) + tail
}

/** Sorts behind every id that was minted before `at`, and before every later one. */
export function firstIdAt(at: number): string {
  let time = at
  let head = ''
  for (let i = 0; i < 10; i++) {
    head = ALPHABET.charAt(time % 32) + head
    time = Math.floor(time / 32)
  }
  return head
}

/** When `mintId` made an id, milliseconds since 1970. */
export function timeOfId(id: string): number {
  let time = 0
  for (const sign of id.slice(0, 10)) time = time * 32 + ALPHABET.indexOf(sign)
  return time
}

/** A WhatsApp message id: `3EB0` + 18 upper-case hex digits (contract: sending.md, Queue). */
export function mintMessageId(): string {
  return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`
}

/** apiTokenInstance: 50 lower-case hex digits (common.json, idFormats). */
export function mintInstanceToken(): string {
  return randomBytes(25).toString('hex')
}

/** A partner token: `gac.` + 46 lower-case hex digits (partner.md section 2). */
export function mintPartnerToken(): string {
  return `gac.${randomBytes(23).toString('hex')}`
}

/** Well-formed partner tokens (partner.md section 2). */
export const PARTNER_TOKEN = /^gac\.[0-9a-f]{32,64}$/
