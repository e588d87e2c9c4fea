/** Developer instances are free and do not end; those made before looked expired after a day (2999-12-31T23:59:59Z). */
export const developerEnd = {
  name: '0015-developer-end',
  statements: (): string[] => [`update instance set expires_at = 32503679999000 where tariff = 'DEVELOPER'`],
} as const
