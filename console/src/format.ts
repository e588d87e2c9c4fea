import { language } from './i18n/words.ts'

/** `12 Nov 2026, 14:05` in the reader's language and time zone; seconds since 1970. */
export function moment(seconds: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(seconds * 1000)
}

/** `14:05` today, with the day before that. */
export function clock(seconds: number): string {
  const at = new Date(seconds * 1000)
  const today = at.toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat(
    language(),
    today ? { timeStyle: 'short' } : { dateStyle: 'short', timeStyle: 'short' },
  ).format(at)
}

/** `12 Nov, 14:05:07.120`; milliseconds since 1970. */
export function instant(ms: number): string {
  const form = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
  return new Intl.DateTimeFormat(language(), { ...form, fractionalSecondDigits: 3 }).format(ms)
}

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `5 minutes ago`. */
export function ago(seconds: number): string {
  const passed = Date.now() / 1000 - seconds
  const words = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' })
  const [unit, size] = STEPS.find(([, step]) => passed >= step) ?? ['second', 1]
  return words.format(-Math.max(0, Math.floor(passed / size)), unit)
}

export const count = (value: number): string => new Intl.NumberFormat(language()).format(value)

/** A UTC time without zone mark, as the contract writes it, in seconds since 1970. */
export const utcSeconds = (text: string): number => Date.parse(`${text}Z`) / 1000

/** `+15550104477` of a chat or account address. */
export const numberOf = (address: string): string => (address === '' ? '' : `+${address.replace(/@.*/, '')}`)

/** Minor units of a currency in the reader's form: `€12.05`. */
export function money(minor: number, currency: string): string {
  const format = moneyFormat(currency)
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** Minor units as the decimal text that `minorOf` reads: `12.05`. */
export function amountText(minor: number, currency: string): string {
  const digits = moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2
  return (minor / 10 ** digits).toFixed(digits)
}

/** Minor units of a text such as `12.05`; undefined when it is no amount of the currency. */
export function minorOf(text: string, currency: string): number | undefined {
  const digits = moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2
  const [, whole = '', part = ''] = /^(\d{1,10})(?:[.,](\d+))?$/.exec(text.trim()) ?? []
  if (whole === '' || part.length > digits) return undefined
  return Number(whole + part.padEnd(digits, '0'))
}

/** Millionths of a minor unit, with all their digits. */
export function price(micro: number, currency: string): string {
  const digits = moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2
  return moneyFormat(currency, digits + 6).format(micro / 10 ** (digits + 6))
}

function moneyFormat(currency: string, most?: number): Intl.NumberFormat {
  const digits = most === undefined ? {} : { maximumFractionDigits: most }
  return new Intl.NumberFormat(language(), { style: 'currency', currency, ...digits })
}

/** The day of a text such as `2026-02-11`, in the reader's language. */
export function dayText(day: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day))
}

/** `February 2026`. */
export function monthText(month: string): string {
  return new Intl.DateTimeFormat(language(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01`),
  )
}

/** The newest months of the partner programme (UTC+3), newest first. */
export function lastMonths(many: number): string[] {
  const now = new Date(Date.now() + 3 * 3_600_000)
  return Array.from({ length: many }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )
}

/** `1.4 MB`. */
export function bytes(size: number): string {
  const [unit, step] =
    size < 1024
      ? (['byte', 1] as const)
      : size < 1024 ** 2
        ? (['kilobyte', 1024] as const)
        : (['megabyte', 1024 ** 2] as const)
  // the short form of a byte knows no plural in English
  const unitDisplay = unit === 'byte' ? 'long' : 'short'
  const form = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(language(), form).format(size / step)
}

/** `3 days`, of seconds. */
export function lasting(seconds: number): string {
  const [unit, step] = STEPS.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
  const form = { style: 'unit', unit, unitDisplay: 'long' } as const
  return new Intl.NumberFormat(language(), form).format(Math.floor(seconds / step))
}
