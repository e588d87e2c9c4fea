import { Type, type Static } from 'typebox'

const DAY_OF_SECONDS = 'Seconds since 1970.'

/** A Business tariff of the price list, and for how long. */
export const planFields = {
  tariff: Type.String({ pattern: '^BUSINESS[A-Z0-9_]{0,28}$', description: 'A Business tariff of your price list.' }),
  months: Type.Integer({ minimum: 1, maximum: 36 }),
}

/** The act that a quote shows and a payment does. */
export const actFields = {
  idInstance: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }),
  ...planFields,
  act: Type.Enum(['change', 'renew'], {
    description:
      '`renew` adds months behind the paid time. `change` begins a period now, from Developer or another period, and gives the unused rest back.',
  }),
}

/** What whoever pays says he was shown. */
export const shownFields = {
  due: Type.Integer({ description: '`due` of the quote, in minor units: nothing else is paid.' }),
  expiresAt: Type.Integer({ description: '`expiresAt` of the quote: a call that comes twice pays once.' }),
}

/** An act shown before it is paid; amounts in minor units. */
export const Quote = Type.Object({
  currency: Type.String(),
  price: Type.Integer({ description: 'Of all months, net.' }),
  remainder: Type.Integer({ description: 'Given back for time that was paid and not used.' }),
  due: Type.Integer({ description: 'price less remainder; taken from the balance.' }),
  balance: Type.Integer({ description: 'What there is to pay with.' }),
  expiresAt: Type.Integer({ description: `End of the paid time before the act. ${DAY_OF_SECONDS}` }),
  from: Type.Integer({ description: `Begin of the period. ${DAY_OF_SECONDS}` }),
  until: Type.Integer({ description: `End of the paid time after the act. ${DAY_OF_SECONDS}` }),
})

export const QUOTE_EXAMPLE: Static<typeof Quote> = {
  currency: 'EUR',
  price: 12_000,
  remainder: 1500,
  due: 10_500,
  balance: 20_000,
  expiresAt: 1_769_000_000,
  from: 1_767_900_000,
  until: 1_799_436_000,
}

/** What was paid. */
export const Paid = Type.Object({
  price: Type.Integer(),
  remainder: Type.Integer(),
  until: Type.Integer({ description: `End of the paid time. ${DAY_OF_SECONDS}` }),
})

export const PAID_EXAMPLE: Static<typeof Paid> = { price: 12_000, remainder: 1500, until: 1_799_436_000 }
