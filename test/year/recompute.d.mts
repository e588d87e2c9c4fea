export interface RecordedLife {
  created: number
  deleted: number | null
}
export function recompute(input: {
  lives: readonly RecordedLife[]
  prices: readonly { from: string; micro: number; firstDay: string }[]
  taxRate: number
  paid: number
  until: number
}): { balance: number; invoices: { month: string; days: number; net: number; tax: number }[] }
export function expiration(life: RecordedLife, now: number): string
export function chargedDates(life: RecordedLife, firstDay: string, until: number): string[]
