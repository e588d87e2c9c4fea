import { createHmac, timingSafeEqual } from 'node:crypto'
import { Failure } from '../../base/errors.ts'
import { paymentUnclear, signatureRefused, type PaymentProvider, type ProviderPayment } from './port.ts'

/** Deliveries older than this are refused, as Stripe's own libraries do: a recorded one cannot be played again. */
const TOLERANCE_MS = 300_000

/** Stripe's currencies without decimals of ISO 4217 count as ISO does, except these, which it counts in hundredths. */
const COUNTED_IN_HUNDREDTHS = new Set(['ISK', 'UGX'])

/**
 * Stripe: `checkout.session.completed`, `checkout.session.async_payment_succeeded` (account in
 * `client_reference_id` or `metadata.account`) and `payment_intent.succeeded` (account in `metadata.account`). Events of
 * one payment share the payment intent, by which they are booked once. `secrets`: the endpoint's signing secrets, several
 * while one is rotated.
 */
export function stripe(secrets: readonly string[]): PaymentProvider {
  return {
    name: 'stripe',
    read(body, headers, now) {
      checkSignature(body, headers['stripe-signature'] ?? '', secrets, now)
      const event = parse(body)
      const object = record(record(event['data'])['object'])
      switch (event['type']) {
        case 'checkout.session.completed':
        case 'checkout.session.async_payment_succeeded':
          return object['payment_status'] === 'paid' ? ofSession(object) : undefined
        case 'payment_intent.succeeded':
          return ofIntent(object)
        default:
          return undefined
      }
    },
  }
}

function checkSignature(body: Buffer, header: string, secrets: readonly string[], now: number): void {
  const parts = header.split(',').map((part) => part.trim().split('=') as [string, string?])
  const stamp = parts.find(([name]) => name === 't')?.[1] ?? ''
  const given = parts.filter(([name]) => name === 'v1').map(([, value = '']) => Buffer.from(value, 'hex'))
  if (!/^\d{1,12}$/.test(stamp) || Math.abs(now - Number(stamp) * 1000) > TOLERANCE_MS)
    throw new Failure(signatureRefused)
  const wanted = secrets.map((secret) => createHmac('sha256', secret).update(`${stamp}.`).update(body).digest())
  const known = wanted.some((one) => given.some((two) => one.length === two.length && timingSafeEqual(one, two)))
  if (!known) throw new Failure(signatureRefused)
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    return record(JSON.parse(body.toString('utf8')))
  } catch (cause) {
    throw new Failure(paymentUnclear, { cause })
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function ofSession(session: Record<string, unknown>): ProviderPayment {
  const account = session['client_reference_id'] ?? record(session['metadata'])['account']
  return payment(account, session['amount_total'], session['currency'], session['payment_intent'] ?? session['id'])
}

// an intent without our account belongs to something else that is sold with the same Stripe account, or its session says whose it is
function ofIntent(intent: Record<string, unknown>): ProviderPayment | undefined {
  const account = record(intent['metadata'])['account']
  if (account === undefined) return undefined
  return payment(account, intent['amount_received'], intent['currency'], intent['id'])
}

function payment(account: unknown, amount: unknown, currency: unknown, external: unknown): ProviderPayment {
  const known =
    typeof account === 'string' &&
    typeof amount === 'number' &&
    Number.isSafeInteger(amount) &&
    typeof currency === 'string' &&
    typeof external === 'string'
  if (!known) throw new Failure(paymentUnclear)
  const code = currency.toUpperCase()
  const minor = COUNTED_IN_HUNDREDTHS.has(code) ? Math.round(amount / 100) : amount
  return { account, amount: minor, currency: code, external, reference: `stripe ${external}` }
}
