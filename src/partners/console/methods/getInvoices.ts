import { Type } from 'typebox'
import { INVOICE_EXAMPLE, InvoiceView, invoiceViews } from '../billing-view.ts'
import { accountMethod } from '../console-method.ts'

/** Invoices and credit notes of the account. */
export const getInvoices = accountMethod({
  name: 'getInvoices',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'Invoices and credit notes of the account, newest first',
  reply: Type.Array(InvoiceView),
  example: { reply: [INVOICE_EXAMPLE] },
  run: ({ caller }, ports) => invoiceViews(caller.account.id, ports),
})
