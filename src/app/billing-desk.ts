import { mintId } from '../base/ids.ts'
import type { Approvals, Ports } from '../contract/ports.ts'
import {
  decideMoney,
  enterMoney,
  moneyEntries,
  type Booked,
  type Entered,
  type MoneyEntry,
} from '../partners/approvals/entry.ts'
import type { Deed } from '../audit/audit.ts'
import { invoiceUnknown } from '../billing/invoices/credit-note.ts'
import { annexCsv } from '../billing/invoices/annex.ts'
import { findInvoice, invoicesOf, type Invoice } from '../billing/invoices/draw.ts'
import { readParty, setSeller, setTerms, type Party, type Terms } from '../billing/invoices/party.ts'
import { currencyOf as currencyOfAccount } from '../billing/ledger/billing-account.ts'
import { accountStanding, type AccountStanding } from '../billing/statements/forecast.ts'
import { Failure } from '../base/errors.ts'
import { parseAmount } from '../base/money.ts'
import { priceMalformed } from '../billing/tariffs/read-prices.ts'

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
  /** Enters a payment. Rejects with the failures of `enterMoney`. */
  pay(request: { account: string; amount: string; reference: string }): Promise<Entered>
  /** Enters a credit note. Rejects with the failures of `enterMoney`. */
  credit(request: { invoice: string; net: string; reason: string }): Promise<Entered>
  /** What waits for the approval of another operator. */
  entries(): Promise<MoneyEntry[]>
  /** Approves or declines an entry of another operator; what it came to. Rejects with the failures of `decideMoney`. */
  decide(request: { id: string; approve: boolean }): Promise<Booked>
  invoices(account: string): Promise<Invoice[]>
  /** Rejects with `invoiceUnknown`. */
  invoice(number: string): Promise<Invoice>
  pdf(number: string): Promise<Buffer>
  /** The annex in pieces, so that its size does not matter. */
  annexCsv(number: string): AsyncIterable<string>
}

/** The desk of one installation; `actor` is who the audit log names. */
export function billingDesk(
  { store, clock, approvals }: Pick<Ports, 'store' | 'clock'> & { approvals: Approvals },
  actor: string,
): BillingDesk {
  const deed = (): Deed => ({ id: mintId(clock.now()), actor, at: clock.now() })
  const currencyOf = (account: string) => store.read(currencyOfAccount, { account, at: clock.now() })
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
      const money = { kind: 'payment', account, amount: amount(text, currency), reference } as const
      return await store.write(enterMoney, { money, approvals, deed: deed() })
    },
    async credit({ invoice: number, net, reason }) {
      const { currency } = await invoice(number)
      const money = { kind: 'credit', invoice: number, net: amount(net, currency), reason } as const
      return await store.write(enterMoney, { money, approvals, deed: deed() })
    },
    entries: () => store.read(moneyEntries, { open: true, before: '', limit: 1000, at: clock.now() }),
    decide: (request) => store.write(decideMoney, { ...request, audit: mintId(clock.now()), deed: deed() }),
    invoices: (account) => store.read(invoicesOf, { account, after: '', limit: 1000 }),
    invoice,
    async pdf(number) {
      const { invoicePdf } = await import('../billing/invoices/pdf.ts')
      return await invoicePdf(await invoice(number))
    },
    annexCsv: (number) => annexOfNumber({ store }, () => invoice(number)),
  }
}

async function* annexOfNumber(ports: Pick<Ports, 'store'>, find: () => Promise<Invoice>): AsyncGenerator<string> {
  yield* annexCsv(ports, await find())
}

const whole = (party: Partial<Party>): Party => ({ ...readParty(undefined), ...party })

function amount(text: string, currency: string): number {
  const value = parseAmount(text, currency)
  if (value !== undefined) return value
  throw new Failure(priceMalformed, { sentence: `${text} is no amount of ${currency}.` })
}
