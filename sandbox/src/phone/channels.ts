import { generateMessageIDV2, proto } from 'baileys'
import type { ChannelAct, ChannelState, PhoneChannels } from '../api-channels.ts'
import {
  createChannel,
  findChannel,
  follow,
  post,
  rankInChannel,
  reactToPost,
  removeChannel,
  updateChannel,
  viewPost,
  type ChannelRefusal,
} from '../protocol/channel-acts.ts'
import { pictureAt } from '../protocol/pictures.ts'
import { jidOf } from '../state/accounts.ts'
import { channelJid, describeChannel, type Channel, type Post } from '../state/channels.ts'
import type { Account, World } from '../state/model.ts'
import { Problem } from '../problem.ts'
import { readContent } from './content.ts'
import { accountOf } from './group-life.ts'

/** What a person does with channels on the phone; rights are the network's. */
export function channelsOf(world: World, own: Account): PhoneChannels {
  return {
    create: (name, description = '') => ({ id: channelJid(createChannel(world, own, name, description)) }),
    act(id, act) {
      const channel = findChannel(world, id)
      if (!channel) throw new Problem('badRequest', `There is no channel ${id}.`)
      const done = perform(world, own, channel, act)
      if (typeof done === 'number') throw new Problem('notAllowed', `The network refuses it: ${done}.`)
      return done ? { serverId: done.serverId } : {}
    },
    list: () =>
      [...world.channels.values()]
        .filter(({ followers }) => followers.has(own.number))
        .map((channel) => channelState(world, channel)),
  }
}

function perform(world: World, own: Account, channel: Channel, act: ChannelAct): ChannelRefusal | Post | undefined {
  switch (act.act) {
    case 'post': {
      const id = generateMessageIDV2(jidOf(own, 'pn'))
      const body = Buffer.from(proto.Message.encode({ conversation: act.text }).finish())
      return post(world, channel, { account: own, device: 0 }, { id, type: 'text', body })
    }
    case 'react':
      return reactToPost(world, channel, own, act)
    case 'view':
      return viewPost(world, channel, own, act.serverId)
    case 'rank':
      return rankInChannel(world, channel, { by: own, about: accountOf(world, act.number), rank: act.rank })
    case 'set': {
      const { act: _act, picture, ...change } = act
      const jpeg = picture === undefined ? {} : { picture: picture ?? Buffer.alloc(0) }
      return updateChannel(world, channel, own, { ...change, ...jpeg })
    }
    case 'remove':
      return removeChannel(world, channel, own)
    case 'follow':
    case 'leave':
    case 'mute':
    case 'unmute':
      follow(world, channel, own, act.act)
  }
  return undefined
}

/** A channel as `GET /state` shows it. */
export function channelState(world: World, channel: Channel): ChannelState {
  const text = ({ body }: Post) => readContent(proto.Message.decode(body))?.text ?? ''
  return describeChannel(channel, pictureAt(world, channel.picture), text)
}
