import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mintId } from '../base/ids.ts'

/** This node's name: kept in the data folder, so that a restart takes its own leases back at once. */
export async function nodeId(dataFolder: string, now: number): Promise<string> {
  const file = join(dataFolder, 'node.id')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known.trim() !== '') return known.trim()
  const fresh = mintId(now)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  await writeFile(file, `${fresh}\n`, { mode: 0o600 })
  return fresh
}
