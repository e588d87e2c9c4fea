import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { BufferJSON } from 'baileys'

/** Reads a JSON file with Buffers in it; undefined when there is none. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'), BufferJSON.reviver)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes a JSON file so that a reader sees the old or the new one, also after a crash. Only its owner may read it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(value, BufferJSON.replacer))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}

export async function listJson(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
}
