import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { Clock } from '../base/clock.ts'
import type { MediaStore } from '../media/port.ts'
import { ACCOUNT_PARTS, INSTANCE_PARTS, keptInstances, takeoutPeople, takeoutRows } from '../partners/upkeep/takeout.ts'
import type { Row, Value } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const PAGE = 500
/** Settings of an instance that are secrets. */
const SECRET_SETTINGS: ReadonlySet<string> = new Set(['webhookUrlToken'])

interface World {
  store: Store
  media: MediaStore
  clock: Clock
}

interface Order {
  kind: 'account' | 'instance'
  /** The account or idInstance. */
  owner: string
  told: (done: number, total: number) => Promise<void>
  stopping: AbortSignal
}

/** Writes everything that is kept of an owner as JSON lines `{"table": …, "row": …}`, gzipped; the file is kept for a day. */
export async function makeTakeout(world: World, order: Order): Promise<{ rows: number; file: string }> {
  const counted = { rows: 0 }
  const lines = Readable.from(linesOf(world, order, counted)).pipe(createGzip())
  const { handle } = await world.media.put(lines, {
    fileName: `${order.kind}-${order.owner}.jsonl.gz`,
    mimeType: 'application/gzip',
    expiresAt: world.clock.now() + DAY_MS,
    limit: Number.MAX_SAFE_INTEGER,
  })
  return { rows: counted.rows, file: handle }
}

async function* linesOf(world: World, order: Order, counted: { rows: number }): AsyncGenerator<string> {
  const { store } = world
  const { kind, owner, told } = order
  const line = (table: string, row: Row) => {
    counted.rows += 1
    return `${JSON.stringify({ table, row: shown(row) }, plain)}\n`
  }
  if (kind === 'instance') {
    yield* partsOf(world, order, line)
    return
  }
  const instances = await store.read(keptInstances, { account: owner })
  const total = instances.length + 1
  await told(0, total)
  for (const row of await store.read(takeoutPeople, { account: owner })) yield line('person', row)
  yield* partsOf(world, order, line)
  for (const [place, id] of instances.entries()) {
    await told(place + 1, total)
    yield* partsOf(world, { ...order, kind: 'instance', owner: String(id), told: async () => {} }, line)
  }
}

async function* partsOf(
  { store }: World,
  { kind, owner, told, stopping }: Order,
  line: (table: string, row: Row) => string,
): AsyncGenerator<string> {
  const parts = kind === 'instance' ? INSTANCE_PARTS : ACCOUNT_PARTS
  for (const [part, { table }] of parts.entries()) {
    if (kind === 'instance') await told(part, parts.length)
    for (let after: Value[] | undefined = []; after !== undefined && !stopping.aborted;) {
      const page: { rows: Row[]; after: Value[] } = await store.read(takeoutRows, {
        kind,
        part,
        owner,
        after,
        limit: PAGE,
      })
      for (const row of page.rows) yield line(table, row)
      after = page.after.length === 0 ? undefined : page.after
    }
  }
}

/** Stored settings hold a sealed secret, which is nobody's data. */
function shown(row: Row): Row {
  if (typeof row['settings'] !== 'string') return row
  const settings = Object.entries(JSON.parse(row['settings']) as Record<string, unknown>)
  const open = settings.filter(([name]) => !SECRET_SETTINGS.has(name))
  return { ...row, settings: JSON.stringify(Object.fromEntries(open)) }
}

const plain = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)
