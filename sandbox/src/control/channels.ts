import type { ChannelAct } from '../api-channels.ts'
import { phoneOf, type Operation } from './operation.ts'
import * as schemas from './schemas.ts'

export const CHANNEL = {
  id: '120363022223333444@newsletter',
  name: 'Riders’ news',
  description: '',
  picture: null,
  inviteCode: '0029VaAbCdEfGhIjKlMnOp',
  owner: '79001230002',
  admins: [],
  followers: [{ number: '79001230001', muted: false }],
  posts: [],
}

/** Channels: what few write and many read. */
export const channels: readonly Operation[] = [
  {
    method: 'POST',
    path: '/phones/:number/channels',
    summary: 'Makes a channel; the phone’s person owns it.',
    body: schemas.NewChannel,
    answers: { id: CHANNEL.id },
    run: (call) => {
      const { name, description } = call.body as schemas.BodyOf<typeof schemas.NewChannel>
      return phoneOf(call).channels.create(name, description)
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/channels/act',
    summary: 'Does something in a channel: follows, leaves, mutes, posts, reacts, views, sets, ranks, removes.',
    body: schemas.ChannelAct,
    answers: { serverId: 1 },
    run: (call) => {
      const { channel, ...done } = call.body as { channel: string } & (
        | Exclude<ChannelAct, { act: 'set' }>
        | (Omit<Extract<ChannelAct, { act: 'set' }>, 'picture'> & { picture?: string | null })
      )
      if (done.act !== 'set') return phoneOf(call).channels.act(channel, done)
      const { picture, ...change } = done
      const jpeg = typeof picture === 'string' ? Buffer.from(picture, 'base64') : picture
      return phoneOf(call).channels.act(channel, { ...change, ...(jpeg !== undefined && { picture: jpeg }) })
    },
  },
  {
    method: 'GET',
    path: '/phones/:number/channels',
    summary: 'Channels that this phone follows, with their posts.',
    answers: [CHANNEL],
    run: (call) => phoneOf(call).channels.list(),
  },
]
