import { readFile, writeFile } from 'node:fs/promises'
import { asBookkeeper } from '../app/bookkeeper.ts'
import { neededOption, textOption, UsageError, type Command, type Given } from './command.ts'
import { toolConfig } from './tool-config.ts'

const PARTY_FORM = '{"name": "…", "address": ["…"], "taxId": "…", "email": "…", "payment": "…"}'

/** A party from a JSON file: texts, and lines of the address. */
async function partyOf(file: string): Promise<Record<string, string | string[]>> {
  const wrong = new UsageError(`--party must be a JSON file such as ${PARTY_FORM}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw wrong
  }
  if (typeof parsed !== 'object' || parsed === null) throw wrong
  for (const [name, value] of Object.entries(parsed)) {
    const isText = (one: unknown) => typeof one === 'string'
    const fits = name === 'address' ? Array.isArray(value) && value.every(isText) : isText(value)
    if (!fits || !PARTY_FORM.includes(`"${name}"`)) throw wrong
  }
  return parsed as Record<string, string | string[]>
}

function wholeOption(given: Given, name: string, largest: number): number | undefined {
  const text = textOption(given, name)
  if (text === undefined) return undefined
  if (/^\d{1,6}$/.test(text) && Number(text) <= largest) return Number(text)
  throw new UsageError(`--${name} must be a whole number up to ${largest}`)
}

/** `rookery bill seller`. */
export const billSeller: Command = {
  name: 'bill seller',
  usage: '--party <file>',
  summary: 'Sets the legal data of this installation as invoices print it.',
  notes: [`The file is JSON: ${PARTY_FORM}. "payment" says how to pay.`],
  options: { party: { type: 'string' } },
  async run(given, terminal) {
    const party = await partyOf(neededOption(given, 'party'))
    await asBookkeeper(toolConfig(), ({ desk }) => desk.setSeller(party))
    terminal.out('documents issued from now on name this seller')
    return 0
  },
}

/** `rookery bill terms`. */
export const billTerms: Command = {
  name: 'bill terms',
  usage:
    '--account <account-id> [--party <file>] [--prepaid <amount>] [--tax-rate <n>] [--due-days <n>] [--credit-limit <amount>|none] [--over-limit refuse|allow]',
  summary: 'Sets how an account is billed and prints where it stands.',
  notes: [
    '--prepaid is due at enrolment for the first month; nothing waits for it. --tax-rate is in hundredths of a percent: 1900 is 19 %.',
    'An account is told at 50, 70, 90 and 100 % of its credit limit. Only --over-limit refuse makes createInstance wait for a payment.',
  ],
  options: {
    account: { type: 'string' },
    party: { type: 'string' },
    prepaid: { type: 'string' },
    'tax-rate': { type: 'string' },
    'due-days': { type: 'string' },
    'credit-limit': { type: 'string' },
    'over-limit': { type: 'string' },
  },
  async run(given, terminal) {
    const account = neededOption(given, 'account')
    const over = textOption(given, 'over-limit')
    if (over !== undefined && over !== 'refuse' && over !== 'allow')
      throw new UsageError('--over-limit must be refuse or allow')
    const file = textOption(given, 'party')
    const terms = {
      account,
      party: file === undefined ? undefined : await partyOf(file),
      prepaid: textOption(given, 'prepaid'),
      taxRate: wholeOption(given, 'tax-rate', 10_000),
      dueDays: wholeOption(given, 'due-days', 365),
      creditLimit: textOption(given, 'credit-limit'),
      refuseOverLimit: over === undefined ? undefined : over === 'refuse',
    }
    const said = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
    const standing = await asBookkeeper(toolConfig(), async ({ desk }) => {
      await desk.setTerms({ ...said, account })
      return await desk.standing(account)
    })
    terminal.out(JSON.stringify(standing, undefined, 2))
    return 0
  },
}

/** `rookery bill payment`. */
export const billPayment: Command = {
  name: 'bill payment',
  usage: '--account <account-id> --amount <amount> --reference <text>',
  summary: 'Books a payment that came in.',
  notes: ['The reference names the payment, for example by the bank’s number: the same one is booked once.'],
  options: { account: { type: 'string' }, amount: { type: 'string' }, reference: { type: 'string' } },
  async run(given, terminal) {
    const request = {
      account: neededOption(given, 'account'),
      amount: neededOption(given, 'amount'),
      reference: neededOption(given, 'reference'),
    }
    const entered = await asBookkeeper(toolConfig(), ({ desk }) => desk.pay(request))
    if (entered.state === 'waiting') terminal.out(`${entered.id} waits for another operator`)
    else terminal.out(entered.result === 'booked' ? 'the payment is booked' : 'this reference was booked before')
    return 0
  },
}

/** `rookery bill credit`. */
export const billCredit: Command = {
  name: 'bill credit',
  usage: '--invoice <number> --net <amount> --reason <text>',
  summary: 'Issues a credit note on an invoice and prints its number.',
  options: { invoice: { type: 'string' }, net: { type: 'string' }, reason: { type: 'string' } },
  async run(given, terminal) {
    const request = {
      invoice: neededOption(given, 'invoice'),
      net: neededOption(given, 'net'),
      reason: neededOption(given, 'reason'),
    }
    const entered = await asBookkeeper(toolConfig(), ({ desk }) => desk.credit(request))
    terminal.out(entered.state === 'waiting' ? `${entered.id} waits for another operator` : entered.result)
    return 0
  },
}

/** `rookery bill invoices`. */
export const billInvoices: Command = {
  name: 'bill invoices',
  usage: '--account <account-id>',
  summary: 'Prints the invoices and credit notes of an account, a JSON object a line.',
  options: { account: { type: 'string' } },
  async run(given, terminal) {
    const account = neededOption(given, 'account')
    const found = await asBookkeeper(toolConfig(), ({ desk }) => desk.invoices(account))
    for (const { document, ...figures } of found)
      terminal.out(JSON.stringify({ ...figures, document: JSON.parse(document) as unknown }))
    return 0
  },
}

/** `rookery bill invoice`. */
export const billInvoice: Command = {
  name: 'bill invoice',
  usage: '<number> --out <file.pdf|file.csv>',
  summary: 'Writes a document as PDF, or the annex of its instance-days as CSV.',
  options: { out: { type: 'string' } },
  operands: 1,
  async run(given, terminal) {
    const [number = ''] = given.operands
    const out = neededOption(given, 'out')
    if (!/\.(?:pdf|csv)$/.test(out)) throw new UsageError('--out must end in .pdf or .csv')
    await asBookkeeper(toolConfig(), async ({ desk }) => {
      await writeFile(out, out.endsWith('.pdf') ? await desk.pdf(number) : desk.annexCsv(number))
    })
    terminal.out(out)
    return 0
  },
}
