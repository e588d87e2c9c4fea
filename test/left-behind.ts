import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { filesBelow } from './dump.ts'
import type { Place } from './secret-search.ts'

export interface LeftBehind {
  /** What the process wrote. */
  readonly log: string
  /** Bodies of /metrics, refusals and the like, by name. */
  readonly answers: Readonly<Record<string, string>>
  readonly dataFolder: string
  readonly backupFolder?: string
}

/** The key file is where keys belong; an operator keeps it apart from backups. */
const KEY_FILE = 'master.key'

/** Everything in which a gateway may have left a secret. Files sent by people are theirs: of those only the names. */
export async function placesOf({ log, answers, dataFolder, backupFolder }: LeftBehind): Promise<Place[]> {
  const places: Place[] = [{ name: 'log', bytes: Buffer.from(log) }]
  for (const [name, body] of Object.entries(answers)) places.push({ name, bytes: Buffer.from(body) })
  places.push(...(await filesIn('data', dataFolder, new Set([KEY_FILE]))))
  if (backupFolder !== undefined) places.push(...(await filesIn('backup', backupFolder, new Set())))
  return places
}

async function filesIn(kind: string, folder: string, apart: ReadonlySet<string>): Promise<Place[]> {
  const paths = (await filesBelow(folder)).map((file) => relative(folder, file))
  const places: Place[] = [{ name: `names of ${kind} files`, bytes: Buffer.from(paths.join('\n')) }]
  for (const path of paths.filter((name) => !name.startsWith('media/') && !apart.has(name)))
    places.push({ name: `${kind}/${path}`, bytes: await readFile(join(folder, path)), holdsWords: true })
  return places
}
