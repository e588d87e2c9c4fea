import type { BinaryNode } from 'baileys'
import { deviceIds, findEndpoint, jidOf } from '../state/accounts.ts'
import type { Account, Device, World } from '../state/model.ts'
import { bytes, child, children, failure, result } from './stanza.ts'

/** `xmlns="usync"`: who has an account, under which LID, with which devices. */
export function handleUsync(world: World, device: Device, node: BinaryNode): BinaryNode {
  const usync = child(node, 'usync')
  if (!usync) return failure(node, 400, 'bad-request')
  const wanted = children(child(usync, 'query')).map((protocol) => protocol.tag)
  const users = children(child(usync, 'list')).flatMap((user) => {
    const jid = user.attrs.jid ?? numberJid(user)
    return jid ? [answerUser(world, device, jid, wanted)] : []
  })
  const attrs = { sid: usync.attrs.sid ?? '', mode: usync.attrs.mode ?? 'query', last: 'true', index: '0' }
  return result(node, [{ tag: 'usync', attrs, content: [{ tag: 'list', attrs: {}, content: users }] }])
}

function numberJid(user: BinaryNode): string | undefined {
  const digits = bytes(user, 'contact')?.toString().replace(/\D/g, '')
  return digits ? `${digits}@s.whatsapp.net` : undefined
}

function answerUser(world: World, asker: Device, jid: string, wanted: string[]): BinaryNode {
  const account = findEndpoint(world, jid)?.account
  const content: BinaryNode[] = []
  if (wanted.includes('contact')) content.push({ tag: 'contact', attrs: { type: account ? 'in' : 'out' } })
  if (account && wanted.includes('devices')) {
    account.watchers.add(asker.account.number)
    world.touch(account)
    content.push({ tag: 'devices', attrs: {}, content: [deviceList(account)] })
  }
  if (account && wanted.includes('lid')) content.push({ tag: 'lid', attrs: { val: jidOf(account, 'lid') } })
  if (account && wanted.includes('status')) content.push({ tag: 'status', attrs: { t: '0' }, content: Buffer.alloc(0) })
  if (account && wanted.includes('disappearing_mode')) {
    content.push({ tag: 'disappearing_mode', attrs: { duration: '0', t: '0' } })
  }
  return { tag: 'user', attrs: { jid }, content }
}

function deviceList(account: Account): BinaryNode {
  const content = deviceIds(account).map((id) => ({
    tag: 'device',
    attrs: id ? { id: String(id), 'key-index': String(id) } : { id: '0' },
  }))
  return { tag: 'device-list', attrs: {}, content }
}
