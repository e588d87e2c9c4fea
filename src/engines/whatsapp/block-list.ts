import type { BinaryNode } from 'baileys'
import type { EngineEvent } from '../port.ts'
import { addressOfJids } from './jid.ts'

/** What a notice of the account's own settings says of its block list. */
export function readBlockList(node: BinaryNode, instance: number): EngineEvent[] {
  if (node.tag !== 'notification' || node.attrs['type'] !== 'account_sync') return []
  const lists = Array.isArray(node.content) ? node.content.filter(({ tag }) => tag === 'blocklist') : []
  const items = lists.flatMap(({ content }) => (Array.isArray(content) ? content : []))
  const at = Number(node.attrs['t'] ?? 0) * 1000
  return items.flatMap(({ attrs }): EngineEvent[] => {
    const person = addressOfJids(attrs['jid'], attrs['pn_jid'])
    return person ? [{ on: 'block', instance, person, blocked: attrs['action'] === 'block', at }] : []
  })
}
