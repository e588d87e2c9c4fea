import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'

/** The places in a message's life in which a kill can strike; a run that never strikes one has proved nothing of it. */
export const WINDOWS = [
  'accepted, not handed',
  'handed, not settled',
  'received, not journalled',
  'notification written, not delivered',
  'during linking',
] as const

export type Window = (typeof WINDOWS)[number]

const COUNTS: Partial<Record<Window, string>> = {
  'received, not journalled': 'select count(*) as n from inbox where done_at is null',
  'notification written, not delivered': 'select count(*) as n from notification',
  'during linking': `select count(*) as n from link where phase in ('starting', 'qr', 'code', 'pairing')`,
}

/**
 * What a killed gateway left behind: rows in each window. `shown`: ids that phones have, so a queued row among them
 * was handed over and not settled. Reads a copy, as a crash left it, and throws when that database is damaged.
 */
export function openWindows(dataFolder: string, shown: ReadonlySet<string>): Record<Window, number> {
  const file = join(dataFolder, 'rookery.sqlite')
  // a place of its own each time: a closed connection keeps its files until its statements are collected
  const scratch = mkdtempSync(join(dataFolder, 'look-'))
  const copy = join(scratch, 'copy.sqlite')
  for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end)
  const db = new DatabaseSync(copy)
  try {
    const [found] = db.prepare('pragma quick_check').all() as { quick_check: string }[]
    if (found?.quick_check !== 'ok') throw new Error(`a kill damaged the database: ${found?.quick_check}`)
    return rowsIn(db, shown)
  } finally {
    db.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

function rowsIn(db: InstanceType<typeof DatabaseSync>, shown: ReadonlySet<string>): Record<Window, number> {
  const queued = db.prepare(`select id_message, state from outgoing where state in ('accepted', 'handed')`).all() as {
    id_message: string
    state: string
  }[]
  const handed = queued.filter(({ id_message: id, state }) => state === 'handed' || shown.has(id)).length
  const counts: Partial<Record<Window, number>> = {
    'accepted, not handed': queued.length - handed,
    'handed, not settled': handed,
  }
  const count = (window: Window) => (db.prepare(COUNTS[window] ?? '').get() as { n: number }).n
  const entries = WINDOWS.map((window) => [window, counts[window] ?? count(window)] as const)
  return Object.fromEntries(entries) as Record<Window, number>
}
