import type { BinaryNode } from 'baileys'
import type { LinkFailureReason } from '../port.ts'

/**
 * Stanzas of a linking that went wrong on the phone. The library knows none of them and would show QRs until they
 * run out.
 */
export function readLinkRefusal(node: BinaryNode): { reason: LinkFailureReason; text: string } | undefined {
  const tags = [node, ...(Array.isArray(node.content) ? node.content : [])].map(({ tag }) => tag)
  if (tags.some((tag) => /passkey/.test(tag))) {
    return { reason: 'passkeyRequired', text: 'the account demands a passkey, which linked clients cannot answer' }
  }
  if (tags.includes('pair-error') || tags.includes('pair-device-refused')) {
    return { reason: 'refused', text: 'the phone refused to link' }
  }
  return undefined
}
