import type { BinaryNode } from 'baileys'
import { findEndpoint } from '../state/accounts.ts'
import type { Device, Link, World } from '../state/model.ts'
import { handleAppState } from './app-state.ts'
import { answerBlockList } from './block-list.ts'
import { handleBusiness } from './business.ts'
import { handleNewsletter } from './channels.ts'
import { removeDevice } from './device-changes.ts'
import { handleGroups } from './groups.ts'
import { handleActive } from './login.ts'
import { answerMex } from './mex.ts'
import { handlePicture } from './pictures.ts'
import { handleKeys } from './prekeys.ts'
import { answerStatusPrivacy, handlePrivacy } from './privacy.ts'
import { child, children, failure, result } from './stanza.ts'
import { handleUsync } from './usync.ts'

type Answered = BinaryNode | Promise<BinaryNode>
type Answer = (world: World, link: Link, device: Device, node: BinaryNode) => Answered

/**
 * Answers by namespace. What this network does not carry is answered as an account without any of it, at once: a client
 * that waits for an answer loses a minute each time.
 */
const ANSWERS: Record<string, Answer> = {
  encrypt: (world, _link, device, node) => handleKeys(world, device, node),
  usync: (world, _link, device, node) => handleUsync(world, device, node),
  md: handleLogout,
  passive: (world, _link, device, node) => {
    if (children(node)[0]?.tag === 'active') handleActive(world, device)
    return result(node)
  },
  'w:p': (_world, _link, _device, node) => result(node),
  'w:stats': (_world, _link, _device, node) => result(node),
  'urn:xmpp:whatsapp:dirty': (_world, _link, _device, node) => result(node),
  'urn:xmpp:whatsapp:push': (_world, _link, _device, node) => result(node),
  abt: (_world, _link, _device, node) => result(node, [{ tag: 'props', attrs: { hash: 'sandbox' }, content: [] }]),
  blocklist: (world, _link, device, node) => answerBlockList(world, device, node),
  privacy: (world, _link, device, node) => handlePrivacy(world, device, node),
  'w:mex': (world, _link, device, node) => answerMex(world, device, node),
  'w:m': (world, _link, _device, node) => answerMedia(world, node),
  'w:sync:app:state': (world, _link, device, node) => handleAppState(world, device, node),
  'w:profile:picture': (world, _link, device, node) => handlePicture(world, device, node),
  'w:biz': (world, _link, _device, node) => handleBusiness(world, node),
  'w:g2': (world, _link, device, node) => handleGroups(world, device, node),
  newsletter: (world, link, _device, node) => handleNewsletter(world, link, node),
  disappearing_mode: (_world, _link, _device, node) => result(node),
  status: (world, _link, device, node) => answerStatusPrivacy(world, device, node),
}

export function handleQuery(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { type, xmlns = '', id } = node.attrs
  if (type === 'result' || type === 'error') return
  if (!id || (type !== 'get' && type !== 'set')) {
    return world.violation({ rule: 'iq', text: 'A query has no id or type.', number: device.account.number })
  }
  const answer = ANSWERS[xmlns]
  const answered = answer ? answer(world, link, device, node) : failure(node, 501, 'feature-not-implemented')
  if (!(answered instanceof Promise)) return link.send(answered)
  answered
    .then((later) => link.send(later))
    .catch((error: unknown) => world.log('query failed', { xmlns, text: error instanceof Error ? error.message : '' }))
}

function handleLogout(world: World, link: Link, device: Device, node: BinaryNode): BinaryNode {
  const removal = child(node, 'remove-companion-device')
  if (!removal) return failure(node, 501, 'feature-not-implemented')
  const target = findEndpoint(world, removal.attrs.jid)
  if (target?.account !== device.account || target.device !== device.id) return failure(node, 403, 'forbidden')
  queueMicrotask(() => removeDevice(world, device, true))
  world.log('logout', { number: device.account.number, device: device.id, available: link.available })
  return result(node)
}

function answerMedia(world: World, node: BinaryNode): BinaryNode {
  const host = { tag: 'host', attrs: { hostname: world.facts.mediaHost, maxContentLengthBytes: '2147483648' } }
  const attrs = { auth: world.mediaToken, ttl: '3600', auth_ttl: '21600', max_buckets: '12' }
  return result(node, [{ tag: 'media_conn', attrs, content: [host] }])
}
