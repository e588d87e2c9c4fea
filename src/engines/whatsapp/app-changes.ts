import type { proto } from 'baileys'
import type { OwnChange } from '../port.ts'
import { addressOfJids } from './jid.ts'

/** What a change of app state says; no value: what was there is removed. Undefined for what means nothing to the gateway. */
export function readChange(index: string[], value: proto.ISyncActionValue | undefined): OwnChange | undefined {
  const [kind, jid, id = ''] = index
  const { contactAction: contact, lidContactAction: hidden, archiveChatAction: archive } = value ?? {}
  const chat = addressOfJids(jid, contact?.lidJid ?? undefined, contact?.pnJid ?? undefined)
  if (!chat) return undefined
  if (kind === 'contact' || kind === 'lid_contact') {
    const { fullName, firstName } = contact ?? hidden ?? {}
    return { change: 'contact', person: chat, name: fullName ?? firstName ?? '' }
  }
  if (kind === 'archive') return { change: 'archive', chat, archived: archive?.archived ?? false }
  return kind === 'deleteMessageForMe' && value ? { change: 'forget', chat, idMessage: id } : undefined
}
