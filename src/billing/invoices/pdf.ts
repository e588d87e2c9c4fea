import { createRequire } from 'node:module'
import Pdf from 'pdfkit'
import { amountText, microText } from '../../base/money.ts'
import { billingDayOf } from '../billing-day.ts'
import type { Invoice, InvoiceDocument, InvoiceLine } from './draw.ts'
import type { Party } from './party.ts'

type Page = InstanceType<typeof Pdf>

const MARGIN = 56
const RIGHT = 539
/** Left edges of a line's columns: what, days, price, amount. */
const COLUMNS = [MARGIN, 300, 350, 450] as const
const fonts = createRequire(import.meta.url)
const FONT = fonts.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
const BOLD = fonts.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')

/** An invoice or credit note on A4. */
export function invoicePdf(invoice: Invoice): Promise<Buffer> {
  const { seller, buyer, lines, prepaid, reason } = JSON.parse(invoice.document) as InvoiceDocument
  const title = `${invoice.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${invoice.number}`
  const issued = new Date(invoice.issued_at)
  const info = { Title: title, CreationDate: issued, ModDate: issued }
  const page = new Pdf({ size: 'A4', margin: MARGIN, info, font: FONT })
  const chunks: Buffer[] = []
  page.on('data', (chunk: Buffer) => chunks.push(chunk))
  const whole = new Promise<Buffer>((resolve) => page.on('end', () => resolve(Buffer.concat(chunks))))
  party(page, seller, true)
  page.moveDown(2)
  party(page, buyer, false)
  page.moveDown(2).font(BOLD).fontSize(15).text(title).font(FONT).fontSize(9).moveDown(0.5)
  page.text(`Date ${billingDayOf(invoice.issued_at)}`)
  if (invoice.kind === 'invoice') page.text(`Month ${invoice.month}`).text(`Due ${invoice.due_day}`)
  if (invoice.corrects !== null) page.text(`Corrects ${invoice.corrects}`)
  if (reason !== undefined) page.text(`Reason: ${reason}`)
  page.moveDown()
  table(page, invoice, lines)
  totals(page, invoice)
  if (prepaid > 0) page.text(`Payable in advance for this month: ${money(prepaid, invoice)}`, MARGIN)
  if (seller.payment !== '' && invoice.kind === 'invoice') page.moveDown().text(seller.payment, MARGIN)
  page.end()
  return whole
}

const money = (amount: number, { currency }: Pick<Invoice, 'currency'>) => `${amountText(amount, currency)} ${currency}`

function party(page: Page, { name, address, taxId, email }: Party, strong: boolean): void {
  page.font(strong ? BOLD : FONT).fontSize(strong ? 11 : 10)
  page
    .text(name === '' ? '(not stated)' : name)
    .font(FONT)
    .fontSize(9)
  for (const line of [...address, taxId, email]) if (line !== '') page.text(line)
}

function row(page: Page, cells: readonly string[]): void {
  const top = page.y
  cells.forEach((text, i) => {
    const left = COLUMNS[i] ?? MARGIN
    const width = (COLUMNS[i + 1] ?? RIGHT) - left - 6
    page.text(text, left, top, { width, align: i === 0 ? 'left' : 'right' })
  })
  page.x = MARGIN
  page.y = top + 16
  if (page.y > page.page.height - 2 * MARGIN) page.addPage()
}

function table(page: Page, invoice: Invoice, lines: readonly InvoiceLine[]): void {
  const { currency } = invoice
  page.font(BOLD)
  row(page, ['Tariff', 'Days', 'Price a day', `Amount ${currency}`])
  page.font(FONT)
  for (const { tariff, days, prices, amount } of lines) {
    const [only, ...more] = prices
    const price = only && more.length === 0 ? microText(only.price, currency) : ''
    row(page, [tariff, days > 0 ? String(days) : '', price, amountText(amount, currency)])
    if (more.length > 0)
      for (const each of prices) row(page, ['', String(each.days), microText(each.price, currency), ''])
  }
}

function totals(page: Page, invoice: Invoice): void {
  const { currency, net, tax, tax_rate, total } = invoice
  page.moveDown(0.5)
  row(page, ['Net', '', '', amountText(net, currency)])
  row(page, [`Tax ${tax_rate / 100} %`, '', '', amountText(tax, currency)])
  page.font(BOLD)
  row(page, [`Total ${currency}`, '', '', amountText(total, currency)])
  page.font(FONT).moveDown()
}
