import type { BinaryNode } from 'baileys'
import { findEndpoint } from '../state/accounts.ts'
import { channelJid, type Channel } from '../state/channels.ts'
import type { Account, Device, Link, World } from '../state/model.ts'
import {
  createChannel,
  findChannel,
  follow,
  ownerJid,
  post,
  postNode,
  rankInChannel,
  reactToPost,
  removeChannel,
  roleIn,
  subscribeLive,
  updateChannel,
  type ChannelRefusal,
} from './channel-acts.ts'
import { acknowledge } from './delivery.ts'
import { bytes, child, failure, result } from './stanza.ts'

/** What clients write into their questions about channels. */
export interface ChannelVariables {
  newsletter_id?: string
  user_id?: string
  input?: { key?: string; name?: string; description?: string | null }
  updates?: { name?: string; description?: string; picture?: string }
}

interface Question {
  world: World
  by: Account
  channel: Channel
  variables: ChannelVariables
}

type Answer = Record<string, unknown> | ChannelRefusal

const LIVE_SECONDS = '300'
const CREATE = '8823471724422422'
const METADATA = '6563316087068696'

/** Questions about one channel, by the numbers under which clients ask. */
const ANSWERS: Record<string, (question: Question) => Answer> = {
  '24250201037901610': ({ world, by, channel, variables: { updates = {} } }) => {
    const { picture, name, description } = updates
    const change = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) }
    const jpeg = picture === undefined ? {} : { picture: Buffer.from(picture, 'base64') }
    const refusal = updateChannel(world, channel, by, { ...change, ...jpeg })
    return refusal ?? { xwa2_newsletter_update: metadata(world, channel, by) }
  },
  '9783111038412085': ({ by, channel }) =>
    roleIn(channel, by) === 'GUEST' ? 403 : { xwa2_newsletter_subscribers: { subscribers: channel.followers.size } },
  '24404358912487870': (question) => followed(question, 'follow', 'xwa2_newsletter_join_v2'),
  '9767147403369991': (question) => followed(question, 'leave', 'xwa2_newsletter_leave_v2'),
  '29766401636284406': (question) => followed(question, 'mute', 'xwa2_newsletter_mute_v2'),
  '9864994326891137': (question) => followed(question, 'unmute', 'xwa2_newsletter_unmute_v2'),
  '7130823597031706': ({ channel }) => ({ xwa2_newsletter_admin: { admin_count: channel.admins.size + 1 } }),
  '7341777602580933': (question) => ranked(question, 'owner', 'xwa2_newsletter_change_owner'),
  '6551828931592903': (question) => ranked(question, 'follower', 'xwa2_newsletter_demote'),
  '30062808666639665': ({ world, by, channel }) =>
    removeChannel(world, channel, by) ?? { xwa2_newsletter_delete_v2: state(channel, 'DELETED') },
}

/** A question about channels that came through `w:mex`; undefined when it is about something else. */
export function answerChannel(
  world: World,
  by: Account,
  query: string,
  variables: ChannelVariables,
): Answer | undefined {
  if (query === CREATE) {
    const { name = '', description } = variables.input ?? {}
    return { xwa2_newsletter_create: metadata(world, createChannel(world, by, name, description ?? ''), by) }
  }
  const about = ANSWERS[query]
  if (!about && query !== METADATA) return undefined
  const channel = findChannel(world, variables.newsletter_id ?? variables.input?.key ?? '')
  if (!channel) return 404
  return about?.({ world, by, channel, variables }) ?? { xwa2_newsletter: metadata(world, channel, by) }
}

function followed({ world, by, channel }: Question, how: Parameters<typeof follow>[3], path: string): Answer {
  follow(world, channel, by, how)
  return { [path]: state(channel, 'ACTIVE') }
}

function ranked({ world, by, channel, variables }: Question, rank: 'owner' | 'follower', path: string): Answer {
  const about = findEndpoint(world, variables.user_id)?.account
  const refusal = about ? rankInChannel(world, channel, { by, about, rank }) : 404
  return refusal ?? { [path]: state(channel, 'ACTIVE') }
}

const state = (channel: Channel, type: 'ACTIVE' | 'DELETED') => ({ id: channelJid(channel), state: { type } })

/** A channel as clients are told of it. */
function metadata(world: World, channel: Channel, by: Account): Record<string, unknown> {
  const { id = '' } = channel.picture ?? {}
  const own = channel.followers.get(by.number)
  const role = roleIn(channel, by)
  const since = String(channel.creation)
  return {
    ...state(channel, 'ACTIVE'),
    thread_metadata: {
      name: { text: channel.name, id: since, update_time: since },
      description: { text: channel.description, id: since, update_time: since },
      creation_time: since,
      invite: channel.inviteCode,
      subscribers_count: String(channel.followers.size),
      verification: 'UNVERIFIED',
      picture: { id, direct_path: id && `/pps/${id}.jpg`, type: 'IMAGE' },
      ...(role === 'OWNER' && { owner: ownerJid(world, channel) }),
    },
    viewer_metadata: { mute: own?.muted ? 'ON' : 'OFF', role },
  }
}

/** `xmlns="newsletter"`: posts that a client fetches, and live updates that it asks for. */
export function handleNewsletter(world: World, link: Link, node: BinaryNode): BinaryNode {
  const channel = findChannel(world, node.attrs.to ?? '')
  if (!channel) return failure(node, 404, 'item-not-found')
  if (child(node, 'live_updates')) {
    subscribeLive(channel, link)
    return result(node, [{ tag: 'live_updates', attrs: { duration: LIVE_SECONDS } }])
  }
  const asked = child(node, 'message_updates')
  if (!asked) return failure(node, 400, 'bad-request')
  const { count = '100', since = '0', after = '0' } = asked.attrs
  const posts = channel.posts.filter((one) => one.timestamp >= Number(since) && one.serverId > Number(after))
  const content = posts.slice(-Number(count)).map(postNode)
  const messages = { tag: 'messages', attrs: { jid: channelJid(channel), t: since }, content }
  return result(node, [{ tag: 'message_updates', attrs: {}, content: [messages] }])
}

/** A post, an edit, a removal or a reaction of a client. */
export function handleChannelMessage(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { id = '', to = '', type = 'text', server_id: server = '' } = node.attrs
  const from = { account: device.account, device: device.id }
  const channel = findChannel(world, to)
  const reaction = child(node, 'reaction')
  const body = bytes(node, 'plaintext')
  if (!channel || (!reaction && !body)) return acknowledge(link, node, channel ? '479' : '404')
  if (reaction) {
    const reacted = { serverId: Number(server), emoji: reaction.attrs.code ?? '' }
    const refusal = reactToPost(world, channel, device.account, reacted)
    // a client asks for it like for an answer
    if (refusal) return acknowledge(link, node, String(refusal))
    return acknowledge(link, node)
  }
  const made = post(world, channel, from, { id, type, body: body ?? Buffer.alloc(0) })
  if (typeof made === 'number') return acknowledge(link, node, String(made))
  acknowledge(link, node, undefined, { server_id: String(made.serverId) })
}
