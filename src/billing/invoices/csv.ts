import { microText } from '../../base/money.ts'
import type { AnnexLine } from './draw.ts'

const COLUMNS = ['idInstance', 'name', 'externalId', 'day', 'tariff', 'price', 'currency', 'cause', 'metadata'] as const

/** The head of an annex as CSV (RFC 4180). */
export const ANNEX_HEAD = `${COLUMNS.join(',')}\r\n`

/** Instance-days as CSV rows; prices in the currency's major unit with all their digits. */
export function annexRows(lines: readonly AnnexLine[], currency: string): string {
  return lines
    .map(({ instance, name, externalId, day, tariff, price, cause, metadata }) => {
      const own = metadata === '{}' ? '' : metadata
      return [String(instance), name, externalId, day, tariff, microText(price, currency), currency, cause, own]
        .map(cell)
        .join(',')
    })
    .map((row) => `${row}\r\n`)
    .join('')
}

// a text that begins like a formula would be one in a spreadsheet
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
