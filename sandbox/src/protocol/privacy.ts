import type { BinaryNode } from 'baileys'
import type { PrivacyChange } from '../api.ts'
import { findEndpoint, jidOf } from '../state/accounts.ts'
import type { Account, Device, World } from '../state/model.ts'
import { CATEGORIES, isCategory, isListing, type Category } from '../state/privacy.ts'
import { deliver } from './delivery.ts'
import { child, children, failure, nowSeconds, result, stanzaId } from './stanza.ts'

/** `xmlns="privacy"`: the account's settings, one of their lists, or a change; and tokens, which nobody needs here. */
export function handlePrivacy(world: World, device: Device, node: BinaryNode): BinaryNode {
  const { account } = device
  if (child(node, 'tokens')) return result(node, [{ tag: 'tokens', attrs: {}, content: [] }])
  const asked = child(node, 'privacy')
  if (!asked) return failure(node, 400, 'bad-request')
  const list = child(asked, 'list')
  if (node.attrs.type === 'get') return list ? answerList(world, account, node, list) : answerAll(account, node)
  const changes = children(asked).map((category) => readCategory(world, account, category))
  const [change, ...more] = changes
  if (!change || more.length > 0) return failure(node, 400, 'bad-request')
  changePrivacy(world, account, change, device)
  const [name] = Object.keys(change)
  return result(node, [{ tag: 'privacy', attrs: {}, content: categories(account, [name as Category]) }])
}

/** `xmlns="status"`: who sees the account's statuses. */
export function answerStatusPrivacy(world: World, { account }: Device, node: BinaryNode): BinaryNode {
  if (!child(node, 'privacy')) return result(node)
  const { statuses, listed } = account.privacy
  const content = statuses === 'contacts' ? [] : users(world, listed.statuses)
  const list = { tag: 'list', attrs: { type: statuses, default: 'true' }, content }
  return result(node, [{ tag: 'privacy', attrs: {}, content: [list] }])
}

/** Changes settings, from the phone or from a device; the account's other devices are told. */
export function changePrivacy(world: World, account: Account, change: PrivacyChange, by?: Device): void {
  const { listed, ...settings } = change
  account.privacy = { ...account.privacy, ...settings, listed: { ...account.privacy.listed, ...listed } }
  world.touch(account)
  const names = Object.keys(settings).filter(isCategory)
  if (names.length === 0) return
  const content = [{ tag: 'privacy', attrs: {}, content: categories(account, names) }]
  for (const device of account.devices.values()) {
    if (device === by) continue
    const attrs = { from: jidOf(account, 'pn'), type: 'account_sync', id: stanzaId(), t: String(nowSeconds()) }
    deliver(world, account, device.id, { tag: 'notification', attrs, content })
  }
}

const categories = ({ privacy }: Account, names: readonly Category[]): BinaryNode[] =>
  names.map((name) => ({ tag: 'category', attrs: { name, value: privacy[name] } }))

function answerAll(account: Account, node: BinaryNode): BinaryNode {
  const content = categories(account, Object.keys(CATEGORIES).filter(isCategory))
  return result(node, [{ tag: 'privacy', attrs: {}, content }])
}

function answerList(world: World, account: Account, node: BinaryNode, { attrs }: BinaryNode): BinaryNode {
  const { name = '' } = attrs
  if (!isListing(name)) return failure(node, 400, 'bad-request')
  const list = {
    tag: 'list',
    attrs: { name, value: 'contact_blacklist' },
    content: users(world, account.privacy.listed[name]),
  }
  return result(node, [{ tag: 'privacy', attrs: {}, content: [list] }])
}

const users = (world: World, numbers: readonly string[] = []): BinaryNode[] =>
  numbers.flatMap((number) => {
    const account = world.accounts.get(number)
    return account ? [{ tag: 'user', attrs: { jid: jidOf(account, 'lid'), pn_jid: jidOf(account, 'pn') } }] : []
  })

/** A setting with what is added to or taken from its list; undefined when it may not be so. */
function readCategory(world: World, account: Account, { attrs, content }: BinaryNode): PrivacyChange | undefined {
  const { name = '', value = '' } = attrs
  if (!isCategory(name) || !CATEGORIES[name].some((known) => known === value)) return undefined
  if (value !== 'contact_blacklist' || !isListing(name)) return { [name]: value }
  return { [name]: value, listed: { [name]: readList(world, account.privacy.listed[name], content) } }
}

function readList(world: World, before: readonly string[] = [], content: BinaryNode['content']): string[] {
  const list = new Set(before)
  for (const { attrs } of Array.isArray(content) ? content : []) {
    const number = findEndpoint(world, attrs.jid)?.account.number
    if (number === undefined) continue
    if (attrs.action === 'remove') list.delete(number)
    else list.add(number)
  }
  return [...list]
}
