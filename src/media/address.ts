import { timingSafeEqual } from 'node:crypto'
import type { StoredFile } from './port.ts'

/** Keyed hash of a text, hex or base64url, at least 32 characters; the same for the life of the installation. */
export type Sign = (text: string) => string

/** What a file's address says: `/files/{handle}-{expiry in base 36}-{signature}/{fileName}`. */
export interface FileAddress {
  handle: string
  expiresAt: number
}

const SIGNATURE_LENGTH = 32

/**
 * The path of a file. Everything that counts stands in the path, since clients read a file's kind off the end of its
 * address; the signature makes a handle alone useless to whoever reads it in the database.
 */
export function filePath(file: Pick<StoredFile, 'handle' | 'fileName' | 'expiresAt'>, sign: Sign): string {
  const expiry = file.expiresAt.toString(36)
  const signature = signatureOf(file.handle, expiry, sign)
  return `/files/${file.handle}-${expiry}-${signature}/${encodeURIComponent(file.fileName)}`
}

/** What a path asks for; undefined unless its signature is ours. The file name is for people and not read. */
export function readFilePath(path: string, sign: Sign): FileAddress | undefined {
  const match = /^\/files\/([0-9a-f]{32})-([0-9a-z]{1,11})-([\w-]{32})(?:\/[^/]*)?$/.exec(path)
  const [, handle = '', expiry = '', signature = ''] = match ?? []
  if (!match || !sameText(signature, signatureOf(handle, expiry, sign))) return undefined
  return { handle, expiresAt: Number.parseInt(expiry, 36) }
}

function signatureOf(handle: string, expiry: string, sign: Sign): string {
  return sign(`media ${handle} ${expiry}`).slice(0, SIGNATURE_LENGTH)
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

/** A file name that is safe in a path, an address and a header; "file" when nothing is left of it. */
export function safeFileName(name: string): string {
  const safe = name
    .replace(/[\p{Cc}/\\]/gu, '_')
    .replace(/[\uD800-\uDFFF]/gu, '_')
    .slice(0, 255)
    .replace(/[\uD800-\uDFFF]$/u, '')
  return /^\.*$/.test(safe) ? 'file' : safe
}
