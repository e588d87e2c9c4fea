import { STATUS_CHAT, type Address } from '../../base/content.ts'

/** The network's spelling of addresses (`user[:device]@server`) against ours, and back. */
const PERSON_SERVERS: Readonly<Record<string, 'phone' | 'lid'>> = {
  's.whatsapp.net': 'phone',
  'c.us': 'phone',
  hosted: 'phone',
  lid: 'lid',
  'hosted.lid': 'lid',
}

function parts(jid: string | undefined): { user: string; server: string } | undefined {
  const at = jid?.indexOf('@') ?? -1
  if (jid === undefined || at < 1) return undefined
  const [user = ''] = jid.slice(0, at).split(/[:_]/)
  return { user, server: jid.slice(at + 1) }
}

/** Digits of the user, without device and server; undefined when it has none. */
export function userOf(jid: string | undefined): string | undefined {
  return parts(jid)?.user
}

/** Who the spellings name that the network gave (the second being the alternate name); undefined for channels and the like. */
export function addressOfJids(...jids: (string | undefined)[]): Address | undefined {
  const person: Extract<Address, { kind: 'person' }> = { kind: 'person' }
  for (const jid of jids) {
    const found = parts(jid)
    if (!found) continue
    if (jid === STATUS_CHAT) return { kind: 'status' }
    if (found.server === 'g.us') return { kind: 'group', id: found.user }
    const name = PERSON_SERVERS[found.server]
    if (name !== undefined && /^[0-9]+$/.test(found.user)) person[name] ??= found.user
  }
  return person.phone === undefined && person.lid === undefined ? undefined : person
}

/** Jid of a group or person without device; a person by LID when one is known. */
export function jidOf(address: Address): string {
  if (address.kind === 'status') return STATUS_CHAT
  if (address.kind === 'group') return `${address.id}@g.us`
  return address.lid === undefined ? `${address.phone ?? ''}@s.whatsapp.net` : `${address.lid}@lid`
}

/** Jid of a chatId of the contract (`…@c.us` becomes `…@s.whatsapp.net`). */
export function jidOfChatId(chatId: string): string {
  return chatId.replace(/@c\.us$/, '@s.whatsapp.net')
}

/** chatId of the contract of a jid; the device is left out. */
export function chatIdOfJid(jid: string): string {
  const found = parts(jid)
  if (!found) return ''
  return `${found.user}@${PERSON_SERVERS[found.server] === 'phone' ? 'c.us' : found.server}`
}
