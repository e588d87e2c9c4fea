import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { annexCsv } from '../../../billing/invoices/annex.ts'
import { invoiceUnknown } from '../../../billing/invoices/credit-note.ts'
import { findInvoice, type Invoice } from '../../../billing/invoices/draw.ts'
import type { Ports } from '../../../contract/ports.ts'
import { accountMethod } from '../console-method.ts'
import { Seconds, seconds } from '../shared-replies.ts'

const LIFE_MS = 3_600_000

/** Writes a document as a file that can be fetched for an hour. */
export const makeInvoiceFile = accountMethod({
  name: 'makeInvoiceFile',
  verb: 'POST',
  role: 'member',
  whileStopped: true,
  group: 'console-billing',
  summary: 'A document as PDF, or the instance-days of its month as CSV',
  errors: [invoiceUnknown],
  rate: { perSecond: 1, burst: 10 },
  body: Type.Object({
    number: Type.String({ minLength: 1, maxLength: 40 }),
    form: Type.Enum(['pdf', 'csv']),
  }),
  reply: Type.Object({
    url: Type.String({ description: 'Serves the file until it expires.' }),
    fileName: Type.String(),
    expiresAt: Seconds,
  }),
  example: {
    body: { number: 'INV-2026-000001', form: 'pdf' },
    reply: {
      url: 'https://media.example.org/…',
      fileName: 'INV-2026-000001.pdf',
      expiresAt: 1_769_896_800,
    },
  },
  async run({ caller, body: { number, form } }, ports) {
    const { store, media, clock, policy } = ports
    const invoice = await store.read(findInvoice, { number })
    if (invoice?.account !== caller.account.id) throw new Failure(invoiceUnknown)
    const fileName = `${number}.${form}`
    const file = await media.put(await contentOf(invoice, form, ports), {
      fileName,
      mimeType: form === 'pdf' ? 'application/pdf' : 'text/csv',
      expiresAt: clock.now() + LIFE_MS,
      limit: policy.fileLimit,
    })
    return { url: media.url(file), fileName, expiresAt: seconds(file.expiresAt) }
  },
})

async function contentOf(invoice: Invoice, form: 'pdf' | 'csv', ports: Ports): Promise<Readable> {
  if (form === 'csv') return Readable.from(annexCsv(ports, invoice))
  const { invoicePdf } = await import('../../../billing/invoices/pdf.ts')
  return Readable.from([await invoicePdf(invoice)])
}
