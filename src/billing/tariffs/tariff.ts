/** Tariffs of the contract (common.json, plans). Business has one name per currency. */
export const PARTNER_TARIFF = 'PARTNER_23'
export const DEVELOPER_TARIFF = 'DEVELOPER'

/** How an instance is paid for. */
export type TariffKind = 'developer' | 'business' | 'partner'

/** The kind of a tariff by its name: free, paid in advance and expiring, or charged by the day. */
export function tariffKind(tariff: string): TariffKind {
  if (tariff.startsWith('PARTNER')) return 'partner'
  return tariff === DEVELOPER_TARIFF ? 'developer' : 'business'
}
