import type { Store } from '../../store/port/store.ts'
import { ANNEX_HEAD, annexRows } from './csv.ts'
import { annexOf, type AnnexLine, type Invoice } from './draw.ts'

const PAGE = 5000

/** The instance-days of an invoice's month as CSV, in pieces, so that its size does not matter. */
export async function* annexCsv(
  { store }: { store: Pick<Store, 'read'> },
  { account, month, currency }: Pick<Invoice, 'account' | 'month' | 'currency'>,
): AsyncGenerator<string> {
  yield ANNEX_HEAD
  let after = { day: '', instance: 0 }
  for (;;) {
    const lines: AnnexLine[] = await store.read(annexOf, { account, month, after, limit: PAGE })
    yield annexRows(lines, currency)
    const last = lines.at(-1)
    if (!last || lines.length < PAGE) return
    after = { day: last.day, instance: last.instance }
  }
}
