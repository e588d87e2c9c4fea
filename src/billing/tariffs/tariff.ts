/** Tariffs of the contract (common.json, plans). Business has one name per currency. */
export const PARTNER_TARIFF = 'PARTNER_23'
export const DEVELOPER_TARIFF = 'DEVELOPER'

/** End of the time of what is free: clients want a date where there is no end. */
export const NO_END = Date.parse('2999-12-31T23:59:59Z')

/** How an instance is paid for. */
export type TariffKind = 'developer' | 'business' | 'partner'

/** The kind of a tariff by its name: free, paid in advance and expiring, or charged by the day. */
export function tariffKind(tariff: string): TariffKind {
  if (tariff.startsWith('PARTNER')) return 'partner'
  return tariff === DEVELOPER_TARIFF ? 'developer' : 'business'
}
