import type { BinaryNode, proto } from 'baileys'
import type { KnownDevice } from './device-lists.ts'
import { knownGroup } from './group-memory.ts'
import { userOf } from './jid.ts'
import { encodeSignedDeviceIdentity, encodeWAMessage, jidEncode } from './library.ts'
import type { OpenSession } from './open-session.ts'
import { tokensOf } from './privacy-tokens.ts'

/** A text to a person all of whose devices are known, and ours. */
interface Route {
  own: string[]
  theirs: string[]
  /** Proof that the person knows us, as the network once gave it. */
  token: Uint8Array | undefined
}

/**
 * The stanza of a plain text, as the library would make it, encrypted ahead (`AheadCipher`): nothing has to be asked
 * of the network, so many of them share one commit. Undefined for whatever the library must see to itself: other
 * content, devices not known, sessions to begin, a token to clear away, members who lack our sender key.
 */
export async function textStanza(
  session: OpenSession,
  jid: string,
  idMessage: string,
  message: proto.IMessage,
): Promise<BinaryNode | undefined> {
  if (!isPlainText(message)) return undefined
  if (jid.endsWith('@g.us')) return groupTextStanza(session, jid, idMessage, message)
  const route = await routeTo(session, jid)
  if (!route) return undefined
  const { account, line } = session
  const copy = { deviceSentMessage: { destinationJid: jid, message } }
  let begins = false
  const encrypted = async (device: string, content: proto.IMessage): Promise<BinaryNode> => {
    const { type, ciphertext } = await line.ahead.encrypt(device, encodeWAMessage(content))
    begins ||= type === 'pkmsg'
    const enc = { tag: 'enc', attrs: { v: '2', type }, content: ciphertext }
    return { tag: 'to', attrs: { jid: device }, content: [enc] }
  }
  try {
    const participants = await Promise.all([
      ...route.own.map((device) => encrypted(device, copy)),
      ...route.theirs.map((device) => encrypted(device, message)),
    ])
    const content: BinaryNode[] = [{ tag: 'participants', attrs: {}, content: participants }]
    if (begins && account.creds.account) {
      const identity = encodeSignedDeviceIdentity(account.creds.account, true)
      content.push({ tag: 'device-identity', attrs: {}, content: identity })
    }
    if (route.token) content.push({ tag: 'tctoken', attrs: {}, content: route.token })
    return { tag: 'message', attrs: { id: idMessage, to: jid, type: 'text' }, content }
  } catch {
    return undefined // no session with one of the devices; a step taken with another is a number left out
  }
}

function isPlainText(message: proto.IMessage): boolean {
  const fields = Object.keys(message)
  return fields.length === 1 && (fields[0] === 'conversation' || fields[0] === 'extendedTextMessage')
}

/** Undefined as well while the members are not in memory: the library's send asks for them, and keeps them. */
async function groupTextStanza(
  { world, account, line }: OpenSession,
  jid: string,
  idMessage: string,
  message: proto.IMessage,
): Promise<BinaryNode | undefined> {
  const group = knownGroup(world, account.instance, jid)
  const { me } = account.creds
  if (!group || !me) return undefined
  const lists = await Promise.all(group.participants.map(({ id }) => line.devices.known(userOf(id) ?? '')))
  const devices: KnownDevice[] = []
  for (const list of lists) {
    if (!list) return undefined
    devices.push(...list)
  }
  const mode = group.addressingMode ?? 'lid'
  const sender = mode === 'lid' && me.lid !== undefined ? me.lid : me.id
  const ciphertext = await line.ahead.encryptForGroup(jid, sender, jidsOf(devices), encodeWAMessage(message))
  if (!ciphertext) return undefined
  const expiration = group.ephemeralDuration ? { expiration: String(group.ephemeralDuration) } : {}
  return {
    tag: 'message',
    attrs: { id: idMessage, to: jid, type: 'text', ...expiration, addressing_mode: mode },
    content: [{ tag: 'enc', attrs: { v: '2', type: 'skmsg' }, content: ciphertext }],
  }
}

async function routeTo(session: OpenSession, jid: string): Promise<Route | undefined> {
  const { account, line } = session
  const { me } = account.creds
  const user = userOf(jid)
  const ownUser = userOf(me?.lid)
  if (!jid.endsWith('@lid') || user === undefined || ownUser === undefined || user === ownUser) return undefined
  const [own, theirs] = [await line.devices.known(ownUser), await line.devices.known(user)]
  if (!own || !theirs || theirs.length === 0) return undefined
  const { theirs: token, expired } = await tokensOf(session, jid)
  if (expired) return undefined
  const others = (devices: readonly KnownDevice[]) =>
    jidsOf(devices).filter((device) => device !== me?.id && device !== me?.lid)
  const { privacyTokenOn1to1: wanted } = line.sock.serverProps
  return { own: others(own), theirs: others(theirs), token: wanted ? token : undefined }
}

function jidsOf(devices: readonly KnownDevice[]): string[] {
  return devices.map(({ user, server, device }) => jidEncode(user, server as Parameters<typeof jidEncode>[1], device))
}
