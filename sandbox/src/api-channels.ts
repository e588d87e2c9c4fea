/** A channel: what few write and many read. People are named by number. */
export interface ChannelState {
  /** `…@newsletter` */
  id: string
  name: string
  description: string
  /** Where the media host serves its picture; null without one. */
  picture: string | null
  inviteCode: string
  owner: string
  /** Write beside the owner. */
  admins: string[]
  followers: { number: string; muted: boolean }[]
  posts: ChannelPost[]
}

export interface ChannelPost {
  /** Counts within the channel, from 1. */
  serverId: number
  id: string
  /** Seconds since 1970. */
  timestamp: number
  type: string
  text: string
  edited: boolean
  deleted: boolean
  views: number
  /** How often each emoji stands under it. */
  reactions: Record<string, number>
}

/** What a person does in a channel; "" takes a reaction back, null a picture. */
export type ChannelAct =
  | { act: 'follow' | 'leave' | 'mute' | 'unmute' | 'remove' }
  | { act: 'post'; text: string }
  | { act: 'react'; serverId: number; emoji: string }
  | { act: 'view'; serverId: number }
  | { act: 'set'; name?: string; description?: string; picture?: Buffer | null }
  | { act: 'rank'; number: string; rank: 'owner' | 'admin' | 'follower' }

/** Channels as one phone has them. */
export interface PhoneChannels {
  create(name: string, description?: string): { id: string }
  /** Does something in a channel, which is named by its id or its invitation. Throws when the network refuses. */
  act(id: string, act: ChannelAct): { serverId?: number }
  /** Those that the person follows. */
  list(): ChannelState[]
}
