/** Digits behind the point of a currency (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. Throws for what is no currency. */
export function minorDigits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return maximumFractionDigits ?? 2
}

/** Whether `text` has the form of a currency code. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text)
}

/** An amount in minor units as people read it, without the currency: `-12.05`. */
export function amountText(minor: number | bigint, currency: string): string {
  return decimalText(BigInt(minor), minorDigits(currency))
}

/** An amount in millionths of a minor unit, all its digits but at least the currency's: `0.40`, `0.3999997`. */
export function microText(micro: number | bigint, currency: string): string {
  const digits = minorDigits(currency)
  const text = decimalText(BigInt(micro), digits + 6)
  const least = text.length - 6
  let end = text.length
  while (end > least && text[end - 1] === '0') end -= 1
  return text.slice(0, end).replace(/\.$/, '')
}

/** Minor units of a text such as `12.05`; undefined when it is no amount or finer than the currency's minor unit. */
export function parseAmount(text: string, currency: string): number | undefined {
  return parseDecimal(text, minorDigits(currency))
}

/** Millionths of a minor unit of a text such as `0.3999997`; undefined when it is no price or finer than that. */
export function parseMicro(text: string, currency: string): number | undefined {
  return parseDecimal(text, minorDigits(currency) + 6)
}

function decimalText(value: bigint, digits: number): string {
  const sign = value < 0n ? '-' : ''
  const figures = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  const point = figures.length - digits
  return digits === 0 ? sign + figures : `${sign}${figures.slice(0, point)}.${figures.slice(point)}`
}

function parseDecimal(text: string, digits: number): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text)
  if (!match) return undefined
  const [, whole = '', fraction = ''] = match
  if (fraction.length > digits) return undefined
  const value = Number(whole + fraction.padEnd(digits, '0'))
  return Number.isSafeInteger(value) ? value : undefined
}
