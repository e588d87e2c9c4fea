import { Type, type Static } from 'typebox'

const Point = Type.Object(
  { seq: Type.Integer(), hash: Type.String(), balance: Type.Integer() },
  { description: 'State of the ledger: place in the chain, its hash, minor units in credit (negative: owed).' },
)

/** Prices by tariff in force from a day on. */
export const PricesFrom = Type.Object({
  from: Type.String(),
  firstDay: Type.Enum(['creation', 'midnight']),
  prices: Type.Record(
    Type.String(),
    Type.Object({ day: Type.Optional(Type.Integer()), month: Type.Optional(Type.Integer()) }),
  ),
})

/** A month of the partner programme. */
export const Month = Type.String({ pattern: '^20[0-9]{2}-(?:0[1-9]|1[0-2])$', description: '`YYYY-MM` in UTC+3.' })

/** A statement or a page of one. */
export const StatementReply = Type.Object({
  account: Type.String(),
  currency: Type.String(),
  month: Type.String(),
  chargedThrough: Type.String({ description: 'The last billing day whose 00:00 (UTC+3) is charged in full.' }),
  opening: Point,
  closing: Point,
  prices: Type.Array(PricesFrom),
  documents: Type.Array(Type.String({ description: 'Number of an invoice or credit note of the month.' })),
  instances: Type.Array(
    Type.Object({
      idInstance: Type.Integer(),
      tariff: Type.String(),
      created: Type.Integer(),
      deleted: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
  transactions: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      id: Type.String(),
      kind: Type.String(),
      day: Type.String(),
      at: Type.Integer(),
      reference: Type.String(),
      corrects: Type.Union([Type.String(), Type.Null()]),
      postings: Type.Array(Type.Object({ book: Type.String(), amount: Type.Integer() })),
      lines: Type.Array(
        Type.Object({
          instance: Type.Integer(),
          tariff: Type.String(),
          price: Type.Integer(),
          cause: Type.Enum(['creation', 'midnight']),
        }),
      ),
      digest: Type.String(),
      prev: Type.String(),
      hash: Type.String(),
    }),
  ),
})

const HASH = '6a1bb8e6b8e1f2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b'

export const STATEMENT_EXAMPLE: Static<typeof StatementReply> = {
  account: '01KXJ7T0V4Q2M8R6N5B3C1D9FG',
  currency: 'EUR',
  month: '2026-02',
  chargedThrough: '2026-02-11',
  opening: { seq: 0, hash: '', balance: 0 },
  closing: { seq: 1, hash: HASH, balance: -40 },
  prices: [{ from: '2026-02-01', firstDay: 'creation', prices: { PARTNER_23: { day: 40_000_000 } } }],
  documents: [],
  instances: [{ idInstance: 1101000007, tariff: 'PARTNER_23', created: 1770797730000, deleted: null }],
  transactions: [
    {
      seq: 1,
      id: 'first-1101000007',
      kind: 'charge',
      day: '2026-02-11',
      at: 1770797730000,
      reference: 'instance 1101000007',
      corrects: null,
      postings: [
        { book: 'receivable', amount: 40 },
        { book: 'revenue', amount: -40 },
      ],
      lines: [{ instance: 1101000007, tariff: 'PARTNER_23', price: 40_000_000, cause: 'creation' }],
      digest: '0f4c2d6e8a1b3c5d7e9f0a2b4c6d8e0f1a3b5c7d9e0f2a4b6c8d0e1f3a5b7c9d',
      prev: '',
      hash: HASH,
    },
  ],
}
