import type { GroupMetadata } from 'baileys'
import type { Address } from '../../base/content.ts'
import type { EngineQuestion, GroupCard, QuestionAnswers } from '../port.ts'
import { asked } from './asked.ts'
import { forgetGroup } from './group-memory.ts'
import { addressOfJids, jidOf, userOf } from './jid.ts'
import { withNames } from './names.ts'
import type { OpenSession } from './open-session.ts'

type Ask<K extends EngineQuestion['ask']> = Extract<EngineQuestion, { ask: K }>

const jidOfGroup = (id: string) => `${id}@g.us`

/** People are invited by number while one is known: not every network takes a LID from somebody who is no contact. */
function inviteJid(person: Address): string {
  return person.kind === 'person' && person.phone !== undefined ? `${person.phone}@s.whatsapp.net` : jidOf(person)
}

export async function createGroup(
  session: OpenSession,
  { subject, people }: Ask<'createGroup'>,
): Promise<QuestionAnswers['createGroup']> {
  const { sock } = session.line
  const made = await asked(session, () => sock.groupCreate(subject, people.map(inviteJid)))
  const inviteCode = (await sock.groupInviteCode(made.id).catch(() => undefined)) ?? ''
  session.world.emit({ on: 'group', instance: session.account.instance, group: userOf(made.id) ?? '', subject })
  return { group: userOf(made.id) ?? '', inviteCode }
}

export async function groupCard(
  session: OpenSession,
  { group }: Ask<'groupCard'>,
): Promise<QuestionAnswers['groupCard']> {
  const { sock } = session.line
  const jid = jidOfGroup(group)
  const data = await asked(session, () => sock.groupMetadata(jid))
  session.world.emit({ on: 'group', instance: session.account.instance, group, subject: data.subject })
  const admin = Boolean(ownSeat(session, data)?.admin)
  // asked by an admin alone: the network refuses everybody else
  const inviteCode = admin ? ((await sock.groupInviteCode(jid).catch(() => undefined)) ?? '') : ''
  return cardOf(data, inviteCode)
}

function cardOf(data: GroupMetadata, inviteCode: string): GroupCard {
  const owner = addressOfJids(data.ownerPn, data.owner)
  const subjectOwner = addressOfJids(data.subjectOwnerPn, data.subjectOwner)
  return {
    subject: data.subject,
    description: data.desc ?? '',
    ...(owner && { owner }),
    creation: data.creation ?? 0,
    ...(subjectOwner && { subjectOwner }),
    subjectTime: data.subjectTime ?? 0,
    ephemeral: data.ephemeralDuration ?? 0,
    locked: data.restrict ?? false,
    announcement: data.announce ?? false,
    openToAdd: data.memberAddMode ?? false,
    isCommunity: data.isCommunity ?? false,
    isCommunityAnnounce: data.isCommunityAnnounce ?? false,
    inviteCode,
    members: data.participants.flatMap(({ id, lid, phoneNumber, admin }) => {
      const address = addressOfJids(phoneNumber, id, lid)
      return address ? [{ address, rank: admin ?? ('member' as const) }] : []
    }),
  }
}

/** The person is named as the group's list names it: in a group of LIDs a number changes nothing. */
export async function changeMember(
  session: OpenSession,
  { group, person, act }: Ask<'changeMember'>,
): Promise<QuestionAnswers['changeMember']> {
  const { sock } = session.line
  const jid = jidOfGroup(group)
  return asked(session, async () => {
    // the list may tell the LID alone of somebody who is named by number
    const named = person.kind === 'person' ? await withNames(session.account, person) : undefined
    const wanted = named ? [named.phone, named.lid] : []
    const data = await sock.groupMetadata(jid)
    const seat = data.participants.find(({ id, lid, phoneNumber }) => {
      return [id, lid, phoneNumber].some((name) => name !== undefined && wanted.includes(userOf(name)))
    })
    if ((act === 'add') === Boolean(seat)) return { done: false }
    const [result] = await sock.groupParticipantsUpdate(jid, [seat?.id ?? inviteJid(person)], act)
    forgetGroup(session.world, session.account.instance, jid)
    return { done: result?.status === '200' }
  })
}

export async function changeGroup(
  session: OpenSession,
  { group, change }: Ask<'changeGroup'>,
): Promise<QuestionAnswers['changeGroup']> {
  const { sock } = session.line
  const jid = jidOfGroup(group)
  await asked(session, async () => {
    if (change.subject !== undefined) await sock.groupUpdateSubject(jid, change.subject)
    if (change.announcement !== undefined) {
      await sock.groupSettingUpdate(jid, change.announcement ? 'announcement' : 'not_announcement')
    }
    if (change.ephemeral !== undefined) await sock.groupToggleEphemeral(jid, change.ephemeral)
    if (change.locked !== undefined) await sock.groupSettingUpdate(jid, change.locked ? 'locked' : 'unlocked')
  })
  forgetGroup(session.world, session.account.instance, jid)
  if (change.subject !== undefined) {
    session.world.emit({ on: 'group', instance: session.account.instance, group, subject: change.subject })
  }
  return { done: true }
}

export async function leaveGroup(
  session: OpenSession,
  { group }: Ask<'leaveGroup'>,
): Promise<QuestionAnswers['leaveGroup']> {
  const jid = jidOfGroup(group)
  const { sock } = session.line
  return asked(session, async () => {
    const seat = ownSeat(session, await sock.groupMetadata(jid))
    await sock.groupLeave(jid)
    forgetGroup(session.world, session.account.instance, jid)
    return { wasAdmin: Boolean(seat?.admin) }
  })
}

/** The account's own entry in a group's list, by either of its names. */
function ownSeat({ account: { creds } }: OpenSession, { participants }: GroupMetadata) {
  const own = new Set([userOf(creds.me?.id), userOf(creds.me?.lid)])
  own.delete(undefined)
  return participants.find(({ id, phoneNumber }) => own.has(userOf(id)) || own.has(userOf(phoneNumber)))
}
