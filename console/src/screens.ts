import {
  IconBuildingStore,
  IconDeviceMobile,
  IconHome,
  IconInbox,
  IconLifebuoy,
  IconListDetails,
  IconReceipt,
  IconTerminal2,
  IconUserCircle,
  IconCoins,
  IconDatabaseCog,
  IconHistory,
  IconServer2,
  IconMessageSearch,
  IconUsers,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import { PATHS, type Path } from './paths.ts'
import type { Session } from './session.tsx'
import { onDemand } from './ui/on-demand.tsx'

/** A screen of the console: where it is, who sees it, what draws it. */
export interface Screen {
  path: Path
  /** Word in the navigation; none: reached from another screen. */
  word?: Word
  icon?: Icon
  group?: 'account' | 'operator'
  /** What the navigation counts beside the word. */
  counts?: 'support' | 'inbox'
  may(session: Session): boolean
  view: ComponentType
}

export type Word =
  | 'home'
  | 'instances'
  | 'playground'
  | 'phones'
  | 'billing'
  | 'support'
  | 'team'
  | 'profile'
  | 'accounts'
  | 'fleet'
  | 'data'
  | 'money'
  | 'audit'
  | 'inbox'
  | 'webhooks'
  | 'messages'

const inAccount = (session: Session) => session.account !== null
const operates = (session: Session) => session.person.operator
const inSandbox = (session: Session) => inAccount(session) && session.network === 'sandbox'
const everybody = () => true

const view = <K extends string>(load: () => Promise<Record<K, () => ReactNode>>, name: K): ComponentType =>
  onDemand(async () => (await load())[name])

/** What stands behind each address; it is fetched when it is first opened. */
const DRAWN: Readonly<Record<Path, Omit<Screen, 'path'>>> = {
  '/': {
    word: 'home',
    icon: IconHome,
    group: 'account',
    may: everybody,
    view: view(() => import('./screens/home.tsx'), 'Home'),
  },
  '/instances': {
    word: 'instances',
    icon: IconListDetails,
    group: 'account',
    may: inAccount,
    view: view(() => import('./screens/instances.tsx'), 'Instances'),
  },
  '/instances/:id/:tab?': { may: inAccount, view: view(() => import('./screens/instance.tsx'), 'Instance') },
  '/messages': {
    word: 'messages',
    icon: IconMessageSearch,
    group: 'account',
    may: inAccount,
    view: view(() => import('./screens/messages.tsx'), 'Messages'),
  },
  '/playground/:method?': {
    word: 'playground',
    icon: IconTerminal2,
    group: 'account',
    may: inAccount,
    view: view(() => import('./screens/playground.tsx'), 'Playground'),
  },
  '/phones': {
    word: 'phones',
    icon: IconDeviceMobile,
    group: 'account',
    may: inSandbox,
    view: view(() => import('./screens/phones.tsx'), 'Phones'),
  },
  '/billing/:tab?': {
    word: 'billing',
    icon: IconReceipt,
    group: 'account',
    may: inAccount,
    view: view(() => import('./screens/billing.tsx'), 'Billing'),
  },
  '/webhooks': {
    word: 'webhooks',
    icon: IconWebhook,
    group: 'account',
    may: inAccount,
    view: view(() => import('./screens/webhooks.tsx'), 'Webhooks'),
  },
  '/webhooks/:id': { may: inAccount, view: view(() => import('./screens/webhooks/log.tsx'), 'WebhookLog') },
  '/support': {
    word: 'support',
    icon: IconLifebuoy,
    group: 'account',
    counts: 'support',
    may: inAccount,
    view: view(() => import('./screens/support.tsx'), 'Support'),
  },
  '/team': {
    word: 'team',
    icon: IconUsers,
    group: 'account',
    may: inAccount,
    view: view(() => import('./screens/team.tsx'), 'Team'),
  },
  '/profile': {
    word: 'profile',
    icon: IconUserCircle,
    group: 'account',
    may: everybody,
    view: view(() => import('./screens/profile.tsx'), 'Profile'),
  },
  '/operator/accounts': {
    word: 'accounts',
    icon: IconBuildingStore,
    group: 'operator',
    may: operates,
    view: view(() => import('./screens/accounts.tsx'), 'Accounts'),
  },
  '/operator/accounts/:account': {
    may: operates,
    view: view(() => import('./screens/operator/account.tsx'), 'AccountPage'),
  },
  '/operator/money': {
    word: 'money',
    icon: IconCoins,
    group: 'operator',
    may: operates,
    view: view(() => import('./screens/operator/money.tsx'), 'MoneyPage'),
  },
  '/operator/fleet': {
    word: 'fleet',
    icon: IconServer2,
    group: 'operator',
    may: operates,
    view: view(() => import('./screens/operator/fleet.tsx'), 'FleetPage'),
  },
  '/operator/support/:account?': {
    word: 'inbox',
    icon: IconInbox,
    group: 'operator',
    counts: 'inbox',
    may: operates,
    view: view(() => import('./screens/operator/inbox.tsx'), 'Inbox'),
  },
  '/operator/data': {
    word: 'data',
    icon: IconDatabaseCog,
    group: 'operator',
    may: operates,
    view: view(() => import('./screens/operator/data.tsx'), 'DataPage'),
  },
  '/operator/audit': {
    word: 'audit',
    icon: IconHistory,
    group: 'operator',
    may: operates,
    view: view(() => import('./screens/operator/audit.tsx'), 'AuditPage'),
  },
}

/** Every screen. */
export const SCREENS: readonly Screen[] = PATHS.map((path) => Object.assign({ path }, DRAWN[path]))
