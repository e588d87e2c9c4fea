import type { AuthenticationCreds, BinaryNode } from 'baileys'
import type { Address } from '../../base/content.ts'
import { addressOfJids, userOf } from './jid.ts'

/** What a message stanza says beside its ciphertext; kept with the plaintext in the inbox row. */
export interface StanzaFacts {
  idMessage: string
  chat: Address
  author: Address
  fromMe: boolean
  /** Milliseconds since 1970. */
  at: number
  pushName: string
  offline: boolean
  /** No message: changes of app state. */
  appState?: true
}

/** Both names of the own account. */
export function ownNames(creds: AuthenticationCreds): { phone?: string; lid?: string } {
  const phone = userOf(creds.me?.id)
  const lid = userOf(creds.me?.lid)
  return { ...(phone !== undefined && { phone }), ...(lid !== undefined && { lid }) }
}

/** Undefined for chats that are no person, group or status (channels). */
export function factsOf(node: BinaryNode, creds: AuthenticationCreds): StanzaFacts | undefined {
  const { attrs } = node
  const me = ownNames(creds)
  const sender = attrs['participant'] ?? attrs['from']
  const user = userOf(sender)
  const fromMe = user !== undefined && (user === me.phone || user === me.lid)
  const author: Address | undefined = fromMe
    ? { kind: 'person', ...me }
    : addressOfJids(sender, ...alternates(attrs, ['participant', 'sender', 'peer_recipient']))
  const chat = chatOf(attrs, fromMe, author)
  if (!chat || !author || attrs['id'] === undefined) return undefined
  return {
    idMessage: attrs['id'],
    chat,
    author,
    fromMe,
    at: Number(attrs['t'] ?? 0) * 1000,
    pushName: attrs['notify'] ?? '',
    offline: attrs['offline'] !== undefined,
  }
}

/** A message that the network announces without giving it to this device; what devices tell each other is none. */
export function readWithheld(node: BinaryNode, creds: AuthenticationCreds): StanzaFacts | undefined {
  if (node.tag !== 'message' || node.attrs['category'] === 'peer') return undefined
  const parts = Array.isArray(node.content) ? node.content : []
  return parts.some(({ tag }) => tag === 'enc' || tag === 'plaintext') ? undefined : factsOf(node, creds)
}

function chatOf(attrs: BinaryNode['attrs'], fromMe: boolean, author: Address | undefined): Address | undefined {
  if (attrs['participant'] !== undefined) return addressOfJids(attrs['from'])
  if (!fromMe || attrs['recipient'] === undefined) return author
  return addressOfJids(attrs['recipient'], ...alternates(attrs, ['recipient', 'peer_recipient']))
}

function alternates(attrs: BinaryNode['attrs'], names: string[]): (string | undefined)[] {
  return names.flatMap((name) => [attrs[`${name}_pn`], attrs[`${name}_lid`]])
}

export function encodeFacts(facts: StanzaFacts): Uint8Array {
  return Buffer.from(JSON.stringify(facts))
}

export function decodeFacts(bytes: Uint8Array): StanzaFacts {
  return JSON.parse(Buffer.from(bytes).toString()) as StanzaFacts
}

/** Adds names that the session learned elsewhere to a person that the stanza named only once. */
export async function completed(address: Address, learn: (address: Address) => Promise<Address>): Promise<Address> {
  if (address.kind !== 'person' || (address.phone !== undefined && address.lid !== undefined)) return address
  return learn(address)
}
