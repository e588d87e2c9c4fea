import { randomBytes } from 'node:crypto'
import type { BinaryNode } from 'baileys'
import { SERVER } from '../state/accounts.ts'

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

export function stanzaId(): string {
  return randomBytes(8).toString('hex').toUpperCase()
}

export function children(node: BinaryNode | undefined): BinaryNode[] {
  return Array.isArray(node?.content) ? node.content : []
}

export function child(node: BinaryNode | undefined, tag: string): BinaryNode | undefined {
  return children(node).find((inner) => inner.tag === tag)
}

/** Binary content of a node, or of the named child. */
export function bytes(node: BinaryNode | undefined, tag?: string): Buffer | undefined {
  const content = (tag === undefined ? node : child(node, tag))?.content
  if (content instanceof Uint8Array) return Buffer.from(content)
  return typeof content === 'string' ? Buffer.from(content) : undefined
}

export function uint(content: Buffer | undefined): number | undefined {
  return content && content.length > 0 && content.length <= 6 ? content.readUIntBE(0, content.length) : undefined
}

export function bigEndian(value: number, length: number): Buffer {
  const out = Buffer.alloc(length)
  out.writeUIntBE(value, 0, length)
  return out
}

export function result(request: BinaryNode, content?: BinaryNode[]): BinaryNode {
  const attrs = { id: request.attrs.id ?? '', from: request.attrs.to ?? SERVER, type: 'result' }
  return content ? { tag: 'iq', attrs, content } : { tag: 'iq', attrs }
}

export function failure(request: BinaryNode, code: number, text: string): BinaryNode {
  const attrs = { id: request.attrs.id ?? '', from: request.attrs.to ?? SERVER, type: 'error' }
  return { tag: 'iq', attrs, content: [{ tag: 'error', attrs: { code: String(code), text } }] }
}

/** An iq that the network pushes to a client. */
export function push(xmlns: string, content: BinaryNode[]): BinaryNode {
  return { tag: 'iq', attrs: { from: SERVER, type: 'set', xmlns, id: stanzaId() }, content }
}
