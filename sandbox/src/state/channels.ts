import { randomInt } from 'node:crypto'
import type { ChannelPost, ChannelState } from '../api-channels.ts'
import { newInviteCode } from './groups.ts'
import type { ProfilePicture } from './picture.ts'

/** A channel of the network. People are named by number. Times are in seconds since 1970. */
export interface Channel {
  /** Digits in front of `@newsletter`. */
  readonly id: string
  readonly creation: number
  readonly inviteCode: string
  name: string
  description: string
  owner: string
  /** Write beside the owner. */
  readonly admins: Set<string>
  /** Who reads it, and whether notices are muted. */
  readonly followers: Map<string, { muted: boolean }>
  readonly posts: Post[]
  picture?: ProfilePicture
}

export interface Post {
  /** Counts within the channel, from 1. */
  readonly serverId: number
  readonly id: string
  readonly timestamp: number
  readonly type: string
  /** Encoded message; empty when it was removed. */
  body: Buffer
  edited: boolean
  readonly views: Set<string>
  /** Emoji by number. */
  readonly reactions: Map<string, string>
}

export type SavedChannel = Omit<Channel, 'admins' | 'followers' | 'posts'> & {
  admins: string[]
  followers: [string, { muted: boolean }][]
  posts: (Omit<Post, 'views' | 'reactions'> & { views: string[]; reactions: [string, string][] })[]
}

export const SUFFIX = '@newsletter'

export const channelJid = ({ id }: Channel): string => `${id}${SUFFIX}`

export function newChannel(owner: string, name: string, description: string, now: number): Channel {
  return {
    id: `120363${String(randomInt(100_000_000))}${String(randomInt(1_000_000)).padStart(6, '0')}`.padEnd(18, '0'),
    creation: now,
    inviteCode: newInviteCode(),
    name,
    description,
    owner,
    admins: new Set(),
    followers: new Map([[owner, { muted: false }]]),
    posts: [],
  }
}

export const mayPost = ({ owner, admins }: Channel, number: string): boolean => owner === number || admins.has(number)

export function saveChannel(channel: Channel): SavedChannel {
  const posts = channel.posts.map(({ views, reactions, ...post }) =>
    Object.assign(post, { views: [...views], reactions: [...reactions] }),
  )
  return { ...channel, admins: [...channel.admins], followers: [...channel.followers], posts }
}

export function restoreChannel(saved: SavedChannel): Channel {
  const posts = saved.posts.map(({ views, reactions, ...post }) =>
    Object.assign(post, { views: new Set(views), reactions: new Map(reactions) }),
  )
  return { ...saved, admins: new Set(saved.admins), followers: new Map(saved.followers), posts }
}

/** How often each emoji stands under a post. */
export function countReactions({ reactions }: Post): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const emoji of reactions.values()) counts[emoji] = (counts[emoji] ?? 0) + 1
  return counts
}

/** A channel as `GET /state` shows it; `text` reads a post. */
export function describeChannel(channel: Channel, picture: string | null, text: (post: Post) => string): ChannelState {
  const posts = channel.posts.map((post): ChannelPost => {
    const { serverId, id, timestamp, type, edited } = post
    const counts = { views: post.views.size, reactions: countReactions(post) }
    return { serverId, id, timestamp, type, text: text(post), edited, deleted: post.body.length === 0, ...counts }
  })
  const followers = [...channel.followers].map(([number, { muted }]) => ({ number, muted }))
  const { name, description, owner, inviteCode } = channel
  const people = { owner, admins: [...channel.admins], followers }
  return { id: channelJid(channel), name, description, picture, inviteCode, ...people, posts }
}
