import { proto, type BinaryNode } from 'baileys'
import { deviceIds, jidOf, type Endpoint } from '../state/accounts.ts'
import { channelJid, countReactions, mayPost, newChannel, SUFFIX, type Channel, type Post } from '../state/channels.ts'
import type { Account, Link, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { pictureOf } from './pictures.ts'
import { nowSeconds, stanzaId } from './stanza.ts'

/** Why the network does not do something in a channel, as its error codes. */
export type ChannelRefusal = 403 | 404

/** Connections that asked for live updates of a channel; nobody keeps them. */
const live = new WeakMap<Channel, Set<Link>>()

/** A channel by its jid or its invitation. */
export function findChannel({ channels }: World, name: string): Channel | undefined {
  if (name.endsWith(SUFFIX)) return channels.get(name.slice(0, -SUFFIX.length))
  return [...channels.values()].find(({ inviteCode }) => inviteCode === name)
}

export function createChannel(world: World, by: Account, name: string, description: string): Channel {
  const channel = newChannel(by.number, name, description, nowSeconds())
  world.channels.set(channel.id, channel)
  world.touchChannel(channel)
  return channel
}

/** Changes what is given; an empty picture removes it. Followers' devices are told. */
export function updateChannel(
  world: World,
  channel: Channel,
  by: Account,
  change: { name?: string; description?: string; picture?: Buffer },
): ChannelRefusal | undefined {
  if (!mayPost(channel, by.number)) return 403
  const { name, description, picture } = change
  if (name !== undefined) channel.name = name
  if (description !== undefined) channel.description = description
  if (picture) {
    delete channel.picture
    if (picture.length > 0) channel.picture = pictureOf(picture, Date.now())
  }
  world.touchChannel(channel)
  const settings = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) }
  const updates = [{ jid: channelJid(channel), settings }]
  const told = JSON.stringify({ operation: 'NotificationNewsletterUpdate', updates })
  const update = { tag: 'mex', attrs: {}, content: Buffer.from(told) }
  const attrs = { from: channelJid(channel), type: 'mex', t: String(nowSeconds()) }
  toFollowers(world, channel, () => ({ tag: 'notification', attrs: { ...attrs, id: stanzaId() }, content: [update] }))
  return undefined
}

export function removeChannel(world: World, channel: Channel, by: Account): ChannelRefusal | undefined {
  if (channel.owner !== by.number) return 403
  world.channels.delete(channel.id)
  world.touchChannel(channel)
  return undefined
}

/** The owner hands the channel on, or takes an admin's rights; `admin` gives them. */
export function rankInChannel(
  world: World,
  channel: Channel,
  { by, about, rank }: { by: Account; about: Account; rank: 'owner' | 'admin' | 'follower' },
): ChannelRefusal | undefined {
  if (channel.owner !== by.number) return 403
  if (!channel.followers.has(about.number)) return 404
  channel.admins.delete(about.number)
  if (rank === 'admin') channel.admins.add(about.number)
  if (rank === 'owner') {
    channel.owner = about.number
    channel.admins.add(by.number)
  }
  world.touchChannel(channel)
  return undefined
}

/** Follows a channel, no longer, or without notices. An owner stays. */
export function follow(world: World, channel: Channel, by: Account, how: 'follow' | 'leave' | 'mute' | 'unmute'): void {
  if (how === 'leave') {
    if (channel.owner !== by.number) channel.followers.delete(by.number)
  } else if (how === 'follow') {
    if (!channel.followers.has(by.number)) channel.followers.set(by.number, { muted: false })
  } else if (channel.followers.has(by.number)) channel.followers.set(by.number, { muted: how === 'mute' })
  world.touchChannel(channel)
}

/** What somebody says in a channel: a post, or an edit or a removal of one. */
export function post(
  world: World,
  channel: Channel,
  from: Endpoint,
  said: { id: string; type: string; body: Buffer },
): ChannelRefusal | Post {
  if (!mayPost(channel, from.account.number)) return 403
  const protocol = proto.Message.decode(said.body).protocolMessage
  const made = protocol ? changePost(channel, protocol) : addPost(channel, said)
  if (!made) return 404
  world.touchChannel(channel)
  const edit = protocol && { edit: made.body.length === 0 ? '7' : '1' }
  toFollowers(world, channel, () => messageNode(channel, made, { ...edit, id: said.id, body: said.body }), from)
  return made
}

function addPost(channel: Channel, { id, type, body }: { id: string; type: string; body: Buffer }): Post {
  const serverId = (channel.posts.at(-1)?.serverId ?? 0) + 1
  const counts = { views: new Set<string>(), reactions: new Map<string, string>() }
  const made: Post = { serverId, id, timestamp: nowSeconds(), type, body, edited: false, ...counts }
  channel.posts.push(made)
  return made
}

function changePost(channel: Channel, { key, type, editedMessage }: proto.Message.IProtocolMessage): Post | undefined {
  const shown = channel.posts.find(({ id }) => id === key?.id)
  if (!shown) return undefined
  if (type === proto.Message.ProtocolMessage.Type.REVOKE) shown.body = Buffer.alloc(0)
  else if (editedMessage) {
    shown.body = Buffer.from(proto.Message.encode(editedMessage).finish())
    shown.edited = true
  }
  return shown
}

function messageNode(
  channel: Channel,
  { serverId, timestamp, type }: Post,
  { id, body, edit }: { id: string; body: Buffer; edit?: string },
): BinaryNode {
  const attrs = { from: channelJid(channel), id, t: String(timestamp), type, server_id: String(serverId) }
  const content = [{ tag: 'plaintext', attrs: {}, content: body }]
  return { tag: 'message', attrs: edit === undefined ? attrs : { ...attrs, edit }, content }
}

/** Sets or takes back one's reaction; who asked for live updates hears of it. */
export function reactToPost(
  world: World,
  channel: Channel,
  by: Account,
  { serverId, emoji }: { serverId: number; emoji: string },
): ChannelRefusal | undefined {
  const shown = channel.posts.find((one) => one.serverId === serverId)
  if (!shown || !channel.followers.has(by.number)) return 404
  if (emoji === '') shown.reactions.delete(by.number)
  else shown.reactions.set(by.number, emoji)
  world.touchChannel(channel)
  const content = [{ tag: 'reaction', attrs: {}, content: Buffer.from(emoji) }]
  tellLive(world, channel, { tag: 'reaction', attrs: { message_id: String(serverId) }, content })
  return undefined
}

/** Somebody has seen a post. */
export function viewPost(world: World, channel: Channel, by: Account, serverId: number): ChannelRefusal | undefined {
  const shown = channel.posts.find((one) => one.serverId === serverId)
  if (!shown) return 404
  shown.views.add(by.number)
  world.touchChannel(channel)
  const attrs = { message_id: String(serverId) }
  tellLive(world, channel, { tag: 'view', attrs, content: Buffer.from(String(shown.views.size)) })
  return undefined
}

/** From now on the connection hears of reactions and views. */
export function subscribeLive(channel: Channel, link: Link): void {
  live.set(channel, (live.get(channel) ?? new Set()).add(link))
}

function tellLive(world: World, channel: Channel, update: BinaryNode): void {
  const links = live.get(channel) ?? new Set()
  for (const link of links) {
    if (!world.links.has(link)) links.delete(link)
    const attrs = { from: channelJid(channel), type: 'newsletter', id: stanzaId(), t: String(nowSeconds()) }
    link.send({ tag: 'notification', attrs, content: [update] })
  }
}

function toFollowers(world: World, channel: Channel, make: () => BinaryNode, but?: Endpoint): void {
  for (const number of channel.followers.keys()) {
    const account = world.accounts.get(number)
    if (!account) continue
    for (const device of deviceIds(account)) {
      if (device !== 0 && !(account === but?.account && device === but.device)) deliver(world, account, device, make())
    }
  }
}

/** A post as those who fetch it get it, with its counts. */
export function postNode(shown: Post): BinaryNode {
  const reactions = Object.entries(countReactions(shown)).map(([code, count]) => ({
    tag: 'reaction',
    attrs: { code, count: String(count) },
  }))
  return {
    tag: 'message',
    attrs: { id: shown.id, server_id: String(shown.serverId), t: String(shown.timestamp), type: shown.type },
    content: [
      ...(shown.body.length > 0 ? [{ tag: 'plaintext', attrs: {}, content: shown.body }] : []),
      { tag: 'views_count', attrs: { count: String(shown.views.size) } },
      { tag: 'reactions', attrs: {}, content: reactions },
    ],
  }
}

/** Who somebody is in a channel. */
export function roleIn(channel: Channel, { number }: Account): 'OWNER' | 'ADMIN' | 'SUBSCRIBER' | 'GUEST' {
  if (channel.owner === number) return 'OWNER'
  if (channel.admins.has(number)) return 'ADMIN'
  return channel.followers.has(number) ? 'SUBSCRIBER' : 'GUEST'
}

/** The owner's jid, as admins are told. */
export const ownerJid = (world: World, { owner }: Channel): string => {
  const account = world.accounts.get(owner)
  return account ? jidOf(account, 'lid') : ''
}
