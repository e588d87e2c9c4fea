export interface Statement {
  account: string
  month: string
  chargedThrough: string
  opening: { seq: number; hash: string; balance: number }
  closing: { seq: number; hash: string; balance: number }
  instances: { idInstance: number; created: number; deleted: number | null }[]
  transactions: {
    seq: number
    day: string
    prev: string
    hash: string
    digest: string
    postings: { book: string; amount: number }[]
    lines: { instance: number; tariff: string; price: number; cause: string }[]
  }[]
}
export function joined(pages: readonly Statement[]): Statement
export function faultsOf(statement: Statement, earlier?: Statement): string[]
