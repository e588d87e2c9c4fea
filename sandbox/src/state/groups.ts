import { randomBytes, randomInt } from 'node:crypto'
import type { GroupState } from '../api.ts'
import type { ProfilePicture } from './picture.ts'

/** An account, as far as groups know it. */
type Member = { readonly number: string }

export type Rank = 'member' | 'admin' | 'superadmin'

/** A group of the network. People are named by number. Times are in seconds since 1970. */
export interface Group {
  /** Digits in front of `@g.us`. */
  readonly id: string
  readonly creator: string
  readonly creation: number
  subject: string
  subjectOwner: string
  subjectTime: number
  description: { id: string; body: string; owner: string; time: number } | undefined
  readonly members: Map<string, Rank>
  /** Only admins write. */
  announcement: boolean
  /** Only admins change subject, picture and description. */
  locked: boolean
  /** Every member may add people, not only admins. */
  openToAdd: boolean
  /** Seconds after which messages disappear, 0: never. */
  ephemeral: number
  inviteCode: string
  picture?: ProfilePicture
}

export type SavedGroup = Omit<Group, 'members'> & { members: [string, Rank][] }

export const saveGroup = (group: Group): SavedGroup => ({ ...group, members: [...group.members] })

export const restoreGroup = (saved: SavedGroup): Group => ({ ...saved, members: new Map(saved.members) })

export const newInviteCode = (): string => randomBytes(16).toString('base64url')

/** A group with its creator as the one who may never be removed. */
export function newGroup(creator: Member, subject: string, members: readonly Member[], now: number): Group {
  const people = members.filter(({ number }) => number !== creator.number)
  return {
    id: `120363${String(randomInt(100_000_000))}${String(randomInt(1_000_000)).padStart(6, '0')}`.padEnd(18, '0'),
    creator: creator.number,
    creation: now,
    subject,
    subjectOwner: creator.number,
    subjectTime: now,
    description: undefined,
    members: new Map([
      [creator.number, 'superadmin'],
      ...people.map(({ number }): [string, Rank] => [number, 'member']),
    ]),
    announcement: false,
    locked: false,
    openToAdd: true,
    ephemeral: 0,
    inviteCode: newInviteCode(),
  }
}

export const groupJid = (group: Group): string => `${group.id}@g.us`

export const isAdmin = (group: Group, { number }: Member): boolean =>
  (group.members.get(number) ?? 'member') !== 'member'

/** A group as `GET /state` shows it. */
export function describeGroup(group: Group, picture: string | null): GroupState {
  const { subject, creator, announcement, locked, inviteCode, description } = group
  const members = [...group.members].map(([number, rank]) => ({ number, rank }))
  const said = description?.body ?? ''
  const rights = { announcement, locked, inviteCode }
  return { id: groupJid(group), subject, description: said, picture, creator, members, ...rights }
}
