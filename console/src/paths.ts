/** Address of every screen, below `/console`. */
export const PATHS = [
  '/',
  '/instances',
  '/instances/:id/:tab?',
  '/messages',
  '/playground/:method?',
  '/phones',
  '/billing/:tab?',
  '/webhooks',
  '/webhooks/:id',
  '/support',
  '/team',
  '/profile',
  '/operator/accounts',
  '/operator/accounts/:account',
  '/operator/money',
  '/operator/fleet',
  '/operator/support/:account?',
  '/operator/data',
  '/operator/audit',
] as const
export type Path = (typeof PATHS)[number]

/** Parts of an instance's screen, the first one without a word in the address. */
export const INSTANCE_TABS = [
  'overview',
  'chats',
  'queue',
  'notifications',
  'endpoints',
  'settings',
  'plan',
  'danger',
] as const
export type InstanceTab = (typeof INSTANCE_TABS)[number]

/** Parts of the billing screen. */
export const BILLING_TABS = ['overview', 'ledger', 'days', 'invoices', 'quotas', 'prices'] as const
export type BillingTab = (typeof BILLING_TABS)[number]
