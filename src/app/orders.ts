import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { all, run, sql, type OperationTable, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'

/**
 * What an operator's command asks of every running gateway. The row is the truth; a gateway looks at it every few
 * seconds, since a command has no bus.
 */
export interface Orders {
  /** WhatsApp Web version `a.b.c` instead of the configured one; "" when none is ordered. */
  whatsappVersion: string
  /** When queues were last resumed or parked messages released; changes with each time. */
  queuesMoved: string
}

const NONE: Orders = { whatsappVersion: '', queuesMoved: '' }
const PREFIX = 'order/'

export function* readOrders(): Step<Orders> {
  const rows = yield* all<{ name: string; value: string }>(sql`
    select name, value from setting where name in ('order/whatsappVersion', 'order/queuesMoved')`)
  return { ...NONE, ...Object.fromEntries(rows.map(({ name, value }) => [name.slice(PREFIX.length), value])) }
}

export function* giveOrder(input: { name: keyof Orders; value: string }): Step<void> {
  yield* run(sql`insert into setting (name, value) values (${PREFIX + input.name}, ${input.value})
    on conflict (name) do update set value = excluded.value`)
}

export const orderOperations = { readOrders, giveOrder } satisfies OperationTable

export interface OrderBook {
  /** As last read. */
  readonly current: Readonly<Orders>
  /** Hears of each order that changes. */
  listen(changed: (name: keyof Orders) => void): void
  stop(): Promise<void>
}

const LOOK_MS = 2000

/** Reads the orders and goes on looking; resolves once they are known. */
export async function watchOrders(world: { store: Store; clock: Clock; log: Log }): Promise<OrderBook> {
  const { store, clock, log } = world
  const stopping = new AbortController()
  let current = await store.read(readOrders, undefined)
  let changed: (name: keyof Orders) => void = () => undefined
  const look = async () => {
    const before = current
    current = await store.read(readOrders, undefined)
    for (const name of Object.keys(NONE) as (keyof Orders)[]) if (current[name] !== before[name]) changed(name)
  }
  const looking = (async () => {
    for (;;) {
      await clock.sleepUntil(clock.now() + LOOK_MS, stopping.signal)
      if (stopping.signal.aborted) return
      await look().catch((error: unknown) => log.warn({ err: error }, "the operator's orders could not be read"))
    }
  })()
  return {
    get current() {
      return current
    },
    listen: (listener) => void (changed = listener),
    async stop() {
      stopping.abort()
      await looking
    },
  }
}
