import type { BinaryNode } from 'baileys'
import { findEndpoint } from '../state/accounts.ts'
import type { World } from '../state/model.ts'
import { child, failure, result } from './stanza.ts'

/** `xmlns="w:biz"`: what an account tells of its business; nothing of an ordinary person. */
export function handleBusiness(world: World, node: BinaryNode): BinaryNode {
  const asked = child(child(node, 'business_profile'), 'profile')
  if (!asked) return failure(node, 501, 'feature-not-implemented')
  const business = findEndpoint(world, asked.attrs.jid)?.account.business
  if (!business) return result(node, [{ tag: 'business_profile', attrs: {} }])
  const text = (tag: string, said: string): BinaryNode => ({ tag, attrs: {}, content: Buffer.from(said) })
  const categories = { tag: 'categories', attrs: {}, content: [text('category', business.category)] }
  const content = [text('description', business.description), text('email', business.email), categories]
  const profile = { tag: 'profile', attrs: { jid: asked.attrs.jid ?? '' }, content }
  return result(node, [{ tag: 'business_profile', attrs: {}, content: [profile] }])
}
