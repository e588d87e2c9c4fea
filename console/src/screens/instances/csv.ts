import { call, type Input } from '../../api.ts'
import { patiently } from '../../bulk.ts'
import { saveFile } from '../../save.ts'
import type { Row } from './view.ts'

const PAGE = 500

const COLUMNS: readonly (readonly [head: string, value: (row: Row) => unknown])[] = [
  ['idInstance', (row) => row.idInstance],
  ['name', (row) => row.name],
  ['externalId', (row) => row.externalId],
  ['tags', (row) => row.tags.join(' ')],
  ['stateInstance', (row) => row.stateInstance],
  ['stateSince', (row) => timeOf(row.stateSince)],
  ['stateReason', (row) => row.stateReason],
  ['wid', (row) => row.wid],
  ['tariff', (row) => row.tariff],
  ['timeCreated', (row) => row.timeCreated],
  ['daysBilled', (row) => row.daysBilled],
  ['webhook', (row) => row.webhook.health],
  ['queued', (row) => row.queued],
  ['oldestQueued', (row) => timeOf(row.oldestQueued)],
  ['undelivered', (row) => row.undelivered],
]

const timeOf = (seconds: number | null) => (seconds === null ? '' : new Date(seconds * 1000).toISOString())

/** Quoted; a text that a spreadsheet would take for a formula is marked as text. */
function quoted(value: unknown): string {
  const text = String(value).replaceAll('"', '""')
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `"'${text}"` : `"${text}"`
}

/** Saves every row of the view as a file, page by page. */
export async function saveCsv(view: Input<'getInstanceList'>): Promise<void> {
  const lines = [COLUMNS.map(([head]) => head).join(',')]
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await patiently(() => call('getInstanceList', { ...view, offset, limit: PAGE }))
    total = page.total
    lines.push(...page.instances.map((row) => COLUMNS.map(([, value]) => quoted(value(row))).join(',')))
  }
  saveFile('instances.csv', 'text/csv', lines.join('\r\n'))
}
