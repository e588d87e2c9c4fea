import { mintId } from '../base/ids.ts'
import type { Ports } from '../contract/ports.ts'
import type { Deed } from '../audit/audit.ts'
import { issueCreditNote, invoiceUnknown } from '../billing/invoices/credit-note.ts'
import { ANNEX_HEAD, annexRows } from '../billing/invoices/csv.ts'
import { annexOf, findInvoice, invoicesOf, type AnnexLine, type Invoice } from '../billing/invoices/draw.ts'
import { readParty, setSeller, setTerms, type Party, type Terms } from '../billing/invoices/party.ts'
import { billedAccount } from '../billing/ledger/billing-account.ts'
import { recordPayment } from '../billing/payments/payment.ts'
import { accountStanding, type AccountStanding } from '../billing/statements/forecast.ts'
import { Failure } from '../base/errors.ts'
import { parseAmount } from '../base/money.ts'
import { priceMalformed } from '../billing/tariffs/read-prices.ts'

const PAGE = 5000

/** Terms as people write them: amounts are decimal texts in the account's currency. */
export interface TermTexts extends Pick<Terms, 'account' | 'taxRate' | 'dueDays' | 'refuseOverLimit'> {
  party?: Partial<Party>
  prepaid?: string
  /** `none`: no limit. */
  creditLimit?: string
}

/** The operator's work on documents and payments. */
export interface BillingDesk {
  setSeller(party: Partial<Party>): Promise<void>
  /** Rejects with `priceMalformed` for an amount that is none. */
  setTerms(terms: TermTexts): Promise<void>
  /** Rejects with `notBilled`. */
  standing(account: string): Promise<AccountStanding>
  /** Books a payment; false when its reference was booked before. Rejects with the failures of `recordPayment`. */
  pay(request: { account: string; amount: string; reference: string }): Promise<boolean>
  /** The note's number. Rejects with the failures of `issueCreditNote`. */
  credit(request: { invoice: string; net: string; reason: string }): Promise<string>
  invoices(account: string): Promise<Invoice[]>
  /** Rejects with `invoiceUnknown`. */
  invoice(number: string): Promise<Invoice>
  pdf(number: string): Promise<Buffer>
  /** The annex in pieces, so that its size does not matter. */
  annexCsv(number: string): AsyncIterable<string>
}

/** The desk of one installation; `actor` is who the audit log names. */
export function billingDesk({ store, clock }: Pick<Ports, 'store' | 'clock'>, actor: string): BillingDesk {
  const deed = (): Deed => ({ id: mintId(clock.now()), actor, at: clock.now() })
  const currencyOf = async (account: string) => (await store.read(billedAccount, { account })).currency
  const invoice = async (number: string) => {
    const found = await store.read(findInvoice, { number })
    if (!found) throw new Failure(invoiceUnknown)
    return found
  }
  return {
    setSeller: (party) => store.write(setSeller, { party: whole(party), deed: deed() }),
    async setTerms({ party, prepaid, creditLimit, ...rest }) {
      // the account's row comes first: amounts are in its currency
      await store.write(setTerms, { account: rest.account, deed: deed(), ...(party ? { party: whole(party) } : {}) })
      const currency = await currencyOf(rest.account)
      await store.write(setTerms, {
        ...rest,
        deed: deed(),
        ...(prepaid === undefined ? {} : { prepaid: amount(prepaid, currency) }),
        ...(creditLimit === undefined
          ? {}
          : { creditLimit: creditLimit === 'none' ? null : amount(creditLimit, currency) }),
      })
    },
    standing: (account) => store.read(accountStanding, { account, at: clock.now() }),
    async pay({ account, amount: text, reference }) {
      const currency = await currencyOf(account)
      const paid = {
        account,
        currency,
        amount: amount(text, currency),
        source: 'operator',
        external: reference,
        reference,
      }
      return await store.write(recordPayment, { ...paid, deed: deed() })
    },
    async credit({ invoice: number, net, reason }) {
      const { currency } = await invoice(number)
      return await store.write(issueCreditNote, { invoice: number, net: amount(net, currency), reason, deed: deed() })
    },
    invoices: (account) => store.read(invoicesOf, { account, after: '', limit: 1000 }),
    invoice,
    async pdf(number) {
      const { invoicePdf } = await import('../billing/invoices/pdf.ts')
      return await invoicePdf(await invoice(number))
    },
    annexCsv: (number) => annexCsv({ store }, () => invoice(number)),
  }
}

async function* annexCsv({ store }: Pick<Ports, 'store'>, find: () => Promise<Invoice>): AsyncGenerator<string> {
  const { account, month, currency } = await find()
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

const whole = (party: Partial<Party>): Party => ({ ...readParty(undefined), ...party })

function amount(text: string, currency: string): number {
  const value = parseAmount(text, currency)
  if (value !== undefined) return value
  throw new Failure(priceMalformed, { sentence: `${text} is no amount of ${currency}.` })
}
