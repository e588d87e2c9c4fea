import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Rookery', label, secret: Secret.fromBase32(secret), period: PERIOD_S })
}

/** A fresh secret and the address an authenticator takes it from. */
export function newTotp(email: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32
  return { secret, uri: totpOf(secret, email).toString() }
}

/** The step a code belongs to, one period either way; undefined when it is wrong. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD_S) + delta
}
