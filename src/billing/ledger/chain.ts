import { createHash } from 'node:crypto'

/**
 * The books of an account's ledger. `receivable`: what the account owes (a charge adds, a payment takes away);
 * `revenue`, `tax` and `cash` are the other sides.
 */
export type Book = 'receivable' | 'revenue' | 'tax' | 'cash'

/** One side of a transaction: minor units, debit positive. */
export interface Posting {
  book: Book
  amount: number
}

/** Why a transaction was booked. */
export type TransactionKind =
  'charge' | 'night' | 'period' | 'refund' | 'tax' | 'payment' | 'credit-note' | 'correction'

/** A transaction as its hash covers it. */
export interface Transaction {
  account: string
  /** Its place in the account's ledger, from 1 without gaps. */
  seq: number
  id: string
  kind: TransactionKind
  /** The billing day it belongs to. */
  day: string
  /** When it was booked, milliseconds since 1970. */
  at: number
  reference: string
  /** Id of the transaction that this one corrects. */
  corrects: string | null
  postings: readonly Posting[]
  /** How many instance-days it charges, and their digest. */
  lines: number
  digest: string
}

/** One instance-day; `price` in millionths of a minor unit. */
export interface ChargeLine {
  instance: number
  day: string
  tariff: string
  price: number
  cause: 'creation' | 'midnight'
}

/** Digest of the instance-days of a transaction, in the order of their instances; "" of none. */
export function linesDigest(lines: readonly ChargeLine[]): string {
  if (lines.length === 0) return ''
  const sorted = [...lines].sort((a, b) => a.instance - b.instance)
  const hash = createHash('sha256')
  for (const { instance, day, tariff, price, cause } of sorted)
    hash.update(`${instance} ${day} ${tariff} ${price} ${cause}\n`)
  return hash.digest('hex')
}

/** Hash of a transaction in its chain; `prev` is the hash before it, "" for the first. */
export function transactionHash(prev: string, transaction: Transaction): string {
  const { account, seq, id, kind, day, at, reference, corrects, postings, lines, digest } = transaction
  const sides = postings.map(({ book, amount }) => [book, amount])
  const text = JSON.stringify([prev, account, seq, id, kind, day, at, reference, corrects, sides, lines, digest])
  return createHash('sha256').update(text).digest('hex')
}

/** Minor units of an exact sum in millionths, half up. */
export function roundMicro(micro: number | bigint): number {
  return Number((BigInt(micro) + 500_000n) / 1_000_000n)
}
