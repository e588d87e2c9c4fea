import type { BinaryNode } from 'baileys'
import type { EngineEvent } from '../port.ts'
import { addressOfJids, userOf } from './jid.ts'

type Receipt = Extract<EngineEvent, { on: 'receipt' }>

const STATUSES: Readonly<Record<string, Receipt['status']>> = {
  '': 'delivered',
  inactive: 'delivered',
  read: 'read',
  played: 'played',
}

/**
 * A receipt stanza of someone else. Read from the raw stanza, because the library folds receipts that come soon after
 * a send into its buffered message event and reports none. Retry requests, receipts of own devices and of service
 * kinds give undefined.
 */
export function readReceipt(
  node: BinaryNode,
  instance: number,
  me: { phone?: string; lid?: string },
): Receipt | undefined {
  const { attrs, content } = node
  const status = STATUSES[attrs['type'] ?? '']
  const by = attrs['participant'] ?? attrs['from']
  const user = userOf(by)
  if (!status || user === undefined || user === me.phone || user === me.lid) return undefined
  const names = ['participant', 'sender'].flatMap((name) => [attrs[`${name}_pn`], attrs[`${name}_lid`]])
  const chat = attrs['participant'] === undefined ? addressOfJids(by, ...names) : addressOfJids(attrs['from'])
  const address = addressOfJids(by, ...names)
  if (!chat || !address) return undefined
  const more = Array.isArray(content) ? content.filter(({ tag }) => tag === 'list').flatMap(itemsOf) : []
  const idMessages = [attrs['id'], ...more].filter((id) => id !== undefined)
  return { on: 'receipt', instance, chat, by: address, idMessages, status, at: Number(attrs['t'] ?? 0) * 1000 }
}

function itemsOf({ content }: BinaryNode): (string | undefined)[] {
  return Array.isArray(content) ? content.map(({ attrs }) => attrs['id']) : []
}
