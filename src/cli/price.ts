import { readFile } from 'node:fs/promises'
import { asBookkeeper } from '../app/bookkeeper.ts'
import { isCurrency } from '../base/money.ts'
import { neededOption, textOption, UsageError, type Command, type Given } from './command.ts'
import { toolConfig } from './tool-config.ts'

const FIRST_DAYS = ['creation', 'midnight'] as const

/** A billing day of the command line. */
export function dayOption(given: Given, name: string): string {
  const text = neededOption(given, name)
  const at = Date.parse(`${text}T00:00:00Z`)
  if (/^\d{4}-\d\d-\d\d$/.test(text) && new Date(at).toISOString().startsWith(text)) return text
  throw new UsageError(`--${name} must be a day such as 2026-12-01`)
}

/** `rookery price publish`. */
export const pricePublish: Command = {
  name: 'price publish',
  usage: '--list <id> --currency <code> --from <day> --prices <file> [--name <name>] [--first-day creation|midnight]',
  summary: 'Publishes prices of a list from a billing day on; the list is made when it is new.',
  notes: [
    "The list 'standard' holds for every account without a list of its own. Published prices never change; a later version takes their place on its day.",
    'The file is JSON: {"PARTNER_23": {"day": "0.3999"}, "BUSINESS_USD": {"month": "12.00"}}. A price by day may have six digits more than the currency.',
    '--first-day says whether the day of creation is charged (creation, the default) or only each 00:00 UTC+3 lived through (midnight).',
  ],
  options: {
    list: { type: 'string' },
    currency: { type: 'string' },
    from: { type: 'string' },
    prices: { type: 'string' },
    name: { type: 'string' },
    'first-day': { type: 'string' },
  },
  async run(given, terminal) {
    const firstDay = FIRST_DAYS.find((word) => word === (given.options['first-day'] ?? 'creation'))
    if (!firstDay) throw new UsageError(`--first-day must be ${FIRST_DAYS.join(' or ')}`)
    const currency = neededOption(given, 'currency')
    if (!isCurrency(currency)) throw new UsageError('--currency must be a code such as EUR')
    const name = textOption(given, 'name')
    const request = {
      list: neededOption(given, 'list'),
      currency,
      firstDay,
      validFrom: dayOption(given, 'from'),
      prices: await pricesOf(neededOption(given, 'prices')),
      ...(name === undefined ? {} : { name }),
    }
    const version = await asBookkeeper(toolConfig(), (bookkeeper) => bookkeeper.publish(request))
    terminal.out(`version ${version} of ${request.list} holds from ${request.validFrom}`)
    return 0
  },
}

type Texts = Record<string, { day?: string; month?: string }>

async function pricesOf(file: string): Promise<Texts> {
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`--prices: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (isTexts(parsed)) return parsed
  throw new UsageError('--prices must be JSON such as {"PARTNER_23": {"day": "0.40"}}')
}

function isTexts(value: unknown): value is Texts {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every(
    (price: unknown) =>
      typeof price === 'object' && price !== null && Object.values(price).every((text) => typeof text === 'string'),
  )
}

/** `rookery price assign`. */
export const priceAssign: Command = {
  name: 'price assign',
  usage: '--account <account-id> --list <id> --from <day>',
  summary: 'Lets an account pay by a list of its own from a billing day on.',
  options: { account: { type: 'string' }, list: { type: 'string' }, from: { type: 'string' } },
  async run(given, terminal) {
    const account = neededOption(given, 'account')
    const request = { account, list: neededOption(given, 'list'), validFrom: dayOption(given, 'from') }
    await asBookkeeper(toolConfig(), (bookkeeper) => bookkeeper.assign(request))
    terminal.out(`${account} pays by ${request.list} from ${request.validFrom}`)
    return 0
  },
}

/** `rookery price show`. */
export const priceShow: Command = {
  name: 'price show',
  usage: '--list <id>',
  summary: 'Prints every version of a price list as JSON, newest first.',
  options: { list: { type: 'string' } },
  async run(given, terminal) {
    const list = neededOption(given, 'list')
    const versions = await asBookkeeper(toolConfig(), (bookkeeper) => bookkeeper.prices(list))
    terminal.out(JSON.stringify(versions, undefined, 2))
    return 0
  },
}
