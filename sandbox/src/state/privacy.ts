import type { Audience, Privacy } from '../api.ts'
import type { Account } from './model.ts'

type Listing = keyof Privacy['listed']
export type Category = Exclude<keyof Privacy, 'statuses' | 'listed'>

const AUDIENCE: readonly Audience[] = ['all', 'contacts', 'contact_blacklist', 'none']

/** What each setting may be. */
export const CATEGORIES: { readonly [Name in Category]: readonly Privacy[Name][] } = {
  last: AUDIENCE,
  online: ['all', 'match_last_seen'],
  profile: AUDIENCE,
  status: AUDIENCE,
  groupadd: AUDIENCE,
  readreceipts: ['all', 'none'],
  calladd: ['all', 'known'],
  messages: ['all', 'contacts'],
}

export const OPEN: Privacy = {
  last: 'all',
  online: 'all',
  profile: 'all',
  status: 'all',
  groupadd: 'all',
  readreceipts: 'all',
  calladd: 'all',
  messages: 'all',
  statuses: 'contacts',
  listed: {},
}

export const isCategory = (name: string): name is Category => Object.hasOwn(CATEGORIES, name)

export const isListing = (name: string): name is Listing =>
  ['last', 'profile', 'status', 'groupadd', 'statuses'].includes(name)

/** Whether an account lets somebody do or see what a setting is about. */
export function allows(owner: Account, what: 'last' | 'profile' | 'status' | 'groupadd', other: Account): boolean {
  if (owner === other) return true
  const { [what]: audience, listed } = owner.privacy
  if (audience === 'all' || audience === 'none') return audience === 'all'
  if (!owner.phone.own.knows(other.number)) return false
  return audience === 'contacts' || !listed[what]?.includes(other.number)
}

/** Whether somebody sees that the person is there now. */
export function showsOnline(owner: Account, other: Account): boolean {
  return owner.privacy.online === 'all' || allows(owner, 'last', other)
}
