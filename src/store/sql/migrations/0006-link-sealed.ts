import type { Dialect } from '../dialect.ts'

/**
 * QR and phone code are sealed like every other secret: a QR text holds a key of the session to come. What an attempt
 * under way has shown is dropped; it begins anew after a start.
 */
export const linkSealed = {
  name: '0006-link-sealed',
  statements: ({ blob }: Dialect): string[] => [
    `alter table link drop column qr`,
    `alter table link drop column code`,
    `alter table link add column qr_sealed ${blob}`,
    `alter table link add column code_sealed ${blob}`,
  ],
} as const
