import { Type } from 'typebox'
import { INVOICE_EXAMPLE, InvoiceView, invoiceViews } from '../../console/billing-view.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Invoices and credit notes of an account. */
export const getInvoicesOf = operatorMethod({
  name: 'getInvoicesOf',
  verb: 'GET',
  group: 'operator-money',
  summary: 'Invoices and credit notes of an account, newest first',
  query: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: Type.Array(InvoiceView),
  example: { query: { account: '01KAYW5A8R' }, reply: [INVOICE_EXAMPLE] },
  run: ({ query: { account } }, ports) => invoiceViews(account, ports),
})
