import { Type, type Static } from 'typebox'
import { chatIdOf, type Address } from '../../base/content.ts'
import type { GroupCard } from '../../engines/port.ts'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { groupField, groupOf, inviteLink, orRefused } from '../group-fields.ts'

const Participant = Type.Object({
  id: Type.String({ description: 'Member, by number while it is known.' }),
  lid: Type.Optional(Type.String({ description: 'Hidden-number identity.' })),
  isAdmin: Type.Boolean(),
  isSuperAdmin: Type.Boolean({ description: 'Made the group.' }),
})

const Card = Type.Object({
  groupId: Type.String(),
  owner: Type.String(),
  subject: Type.String(),
  description: Type.String(),
  creation: Type.Integer({ description: 'Seconds since 1970.' }),
  subjectTime: Type.Integer(),
  subjectOwner: Type.String(),
  groupInviteLink: Type.String({ description: 'Empty unless the account is an admin.' }),
  ephemeralExpiration: Type.Integer({ description: 'Seconds after which messages disappear; 0: never.' }),
  allowParticipantsEditGroupSettings: Type.Boolean(),
  allowParticipantsSendMessages: Type.Boolean(),
  allowParticipantsAddMembers: Type.Boolean(),
  isCommunity: Type.Boolean(),
  isCommunityAnnounce: Type.Boolean(),
  size: Type.Integer(),
  participants: Type.Array(Participant),
})

const NotFound = Type.Literal('Error: item-not-found', { description: 'There is no such group.' })
const NotIn = Type.Literal('Error: forbidden', { description: 'The account is not a member.' })

export const getGroupData = instanceMethod({
  name: 'getGroupData',
  verb: 'POST',
  group: 'groups',
  summary: 'Card, rights and members of a group',
  description:
    'Answers a text instead of an object, with HTTP 200, when there is no such group or the account is not in it.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object(groupField),
  reply: Type.Union([Card, NotFound, NotIn]),
  example: {
    body: { groupId: '120363011112222333@g.us' },
    reply: {
      groupId: '120363011112222333@g.us',
      owner: '15550104400@c.us',
      subject: 'Sunday ride',
      description: '',
      creation: 1779105966,
      subjectTime: 1779105966,
      subjectOwner: '15550104400@c.us',
      groupInviteLink: '',
      ephemeralExpiration: 0,
      allowParticipantsEditGroupSettings: true,
      allowParticipantsSendMessages: true,
      allowParticipantsAddMembers: true,
      isCommunity: false,
      isCommunityAnnounce: false,
      size: 1,
      participants: [{ id: '15550104400@c.us', lid: '88112233445500@lid', isAdmin: true, isSuperAdmin: true }],
    },
  },
  run({ caller, body: { groupId } }, { engine }): Promise<Static<typeof Card> | Refusal> {
    return engine
      .ask(caller.id, { ask: 'groupCard', group: groupOf(groupId) })
      .then((card): Static<typeof Card> | Refusal => cardOf(groupId, card))
      .catch(orRefused(refusal))
  },
})

type Refusal = 'Error: item-not-found' | 'Error: forbidden'

const refusal = (word: string): Refusal => (word.includes('not-found') ? 'Error: item-not-found' : 'Error: forbidden')

const name = (person: Address | undefined) => (person ? chatIdOf(person) : '')

function cardOf(groupId: string, card: GroupCard): Static<typeof Card> {
  return {
    groupId,
    owner: name(card.owner),
    subject: card.subject,
    description: card.description,
    creation: card.creation,
    subjectTime: card.subjectTime,
    subjectOwner: name(card.subjectOwner),
    groupInviteLink: inviteLink(card.inviteCode),
    ephemeralExpiration: card.ephemeral,
    allowParticipantsEditGroupSettings: !card.locked,
    allowParticipantsSendMessages: !card.announcement,
    allowParticipantsAddMembers: card.openToAdd,
    isCommunity: card.isCommunity,
    isCommunityAnnounce: card.isCommunityAnnounce,
    size: card.members.length,
    participants: card.members.map(participantOf),
  }
}

function participantOf({ address, rank }: GroupCard['members'][number]): Static<typeof Participant> {
  const participant = { id: chatIdOf(address), isAdmin: rank !== 'member', isSuperAdmin: rank === 'superadmin' }
  return address.kind === 'person' && address.lid !== undefined
    ? { ...participant, lid: `${address.lid}@lid` }
    : participant
}
