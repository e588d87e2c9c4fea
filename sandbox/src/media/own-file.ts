import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { encryptFile } from './cipher.ts'
import type { Vault } from './vault.ts'

/** Where a file is that the phone itself put on the media host for the account's devices. */
export interface OwnFile {
  directPath: string
  mediaKey: Buffer
  fileSha256: Buffer
  fileEncSha256: Buffer
}

/** `spoilt`: the file that is kept is not the one that was encrypted. */
export async function keepOwnFile(
  vault: Vault,
  kind: 'md-msg-hist' | 'md-app-state',
  data: Buffer,
  spoilt = false,
): Promise<OwnFile> {
  const { body, ...keys } = encryptFile(data, kind)
  if (spoilt) return keepSpoilt(vault, kind, body, keys)
  const hash = keys.fileEncSha256.toString('base64url')
  const directPath = `/mms/${kind}/${hash}`
  await vault.put(directPath, hash, Readable.from([body]))
  return { directPath, ...keys }
}

async function keepSpoilt(
  vault: Vault,
  kind: string,
  body: Buffer,
  keys: Omit<OwnFile, 'directPath'>,
): Promise<OwnFile> {
  const bytes = Buffer.from(body)
  bytes.writeUInt8(bytes.readUInt8(40) ^ 0xff, 40)
  const hash = createHash('sha256').update(bytes).digest('base64url')
  const directPath = `/mms/${kind}/${hash}`
  await vault.put(directPath, hash, Readable.from([bytes]))
  return { directPath, ...keys }
}
