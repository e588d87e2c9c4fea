import type { BinaryNode } from 'baileys'
import { jidOf, namesOf } from '../state/accounts.ts'
import type { Account, Device, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { nowSeconds, result, stanzaId } from './stanza.ts'

/** `xmlns="blocklist"`: whom the account has blocked. */
export function answerBlockList(world: World, { account }: Device, node: BinaryNode): BinaryNode {
  const items = [...account.blocked].flatMap((number) => {
    const other = world.accounts.get(number)
    return other ? [{ tag: 'item', attrs: { jid: jidOf(other, 'lid') } }] : []
  })
  return result(node, [{ tag: 'list', attrs: {}, content: items }])
}

/** The person blocks somebody on the phone, or no longer does; the linked devices are told. */
export function block(world: World, account: Account, other: Account, on: boolean): void {
  if (on) account.blocked.add(other.number)
  else account.blocked.delete(other.number)
  world.touch(account)
  const action = on ? 'block' : 'unblock'
  const { by, beside } = namesOf(other, 'lid')
  const names = { jid: jidOf(other, by), ...(beside && { pn_jid: jidOf(other, beside) }) }
  const item = { tag: 'item', attrs: { action, ...names } }
  const content = [{ tag: 'blocklist', attrs: {}, content: [item] }]
  for (const device of account.devices.values()) {
    const attrs = { from: jidOf(account, 'pn'), type: 'account_sync', id: stanzaId(), t: String(nowSeconds()) }
    deliver(world, account, device.id, { tag: 'notification', attrs, content })
  }
}
