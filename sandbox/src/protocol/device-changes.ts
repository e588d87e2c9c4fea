import type { BinaryNode } from 'baileys'
import { jidOf, type Addressing } from '../state/accounts.ts'
import type { Account, Device, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { nowSeconds, stanzaId } from './stanza.ts'

/** Tells everybody who knows an account's devices that one came or went, under both of its names unless one is hidden. */
export function announceDevice(world: World, account: Account, change: 'add' | 'remove', id: number): void {
  const names: Addressing[] = account.naming === 'lid' ? ['lid'] : ['lid', 'pn']
  for (const number of new Set([...account.watchers, account.number])) {
    const watcher = world.accounts.get(number)
    for (const device of watcher?.devices.values() ?? []) {
      if (watcher === account && device.id === id) continue
      for (const name of names) deliver(world, device.account, device.id, notice(account, change, id, name))
    }
  }
}

function notice(account: Account, change: 'add' | 'remove', id: number, addressing: Addressing): BinaryNode {
  const device = { tag: 'device', attrs: { jid: jidOf(account, addressing, id), 'key-index': String(id) } }
  const attrs = { type: 'devices', from: jidOf(account, addressing), id: stanzaId(), t: String(nowSeconds()) }
  return {
    tag: 'notification',
    attrs,
    content: [{ tag: change, attrs: { device_hash: '2:sandbox' }, content: [device] }],
  }
}

/** Removes a linked device; a connected one is told why and closed. */
export function removeDevice(world: World, device: Device, tell: boolean): void {
  const { account, link } = device
  account.devices.delete(device.id)
  world.touch(account)
  if (link && tell) {
    const conflict = { tag: 'conflict', attrs: { type: 'device_removed' } }
    link.send({ tag: 'stream:error', attrs: { code: '401' }, content: [conflict] })
  }
  link?.close()
  announceDevice(world, account, 'remove', device.id)
}
