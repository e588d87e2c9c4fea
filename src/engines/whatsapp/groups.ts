import type { BinaryNode, GroupMetadata } from 'baileys'
import type { Address } from '../../base/content.ts'
import type { EngineQuestion, GroupCard, QuestionAnswers } from '../port.ts'
import { addressOfJids, jidOf, userOf } from './jid.ts'
import type { OpenSession } from './open-session.ts'
import { networkCodeOf, Problem, textOf } from './problem.ts'
import type { EngineWorld } from './world.ts'

type Ask<K extends EngineQuestion['ask']> = Extract<EngineQuestion, { ask: K }>

const jidOfGroup = (id: string) => `${id}@g.us`

/** People are invited by number while one is known: not every network takes a LID from somebody who is no contact. */
function inviteJid(person: Address): string {
  return person.kind === 'person' && person.phone !== undefined ? `${person.phone}@s.whatsapp.net` : jidOf(person)
}

/**
 * Asks the network about groups. Its refusals keep its own word (`item-not-found`, `forbidden`) in the problem's text. Time that
 * passes without an answer is no success, although the library takes it for one.
 */
async function asked<T>(session: OpenSession, work: () => Promise<T>): Promise<T> {
  const started = Date.now()
  try {
    const value = await work()
    if (Date.now() - started >= session.world.limits.queryMs) throw new Problem('timeout', 'the network did not answer')
    return value
  } catch (error) {
    if (error instanceof Problem) throw error
    const code = networkCodeOf(error) || Number((error as { output?: { statusCode?: number } }).output?.statusCode ?? 0)
    if (code >= 400 && code < 500 && code !== 408 && code !== 428) throw new Problem('refused', textOf(error))
    throw error
  }
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
  const own = [userOf(session.account.creds.me?.id), userOf(session.account.creds.me?.lid)]
  const admin = data.participants.some(({ id, phoneNumber, admin: rank }) => {
    return Boolean(rank) && (own.includes(userOf(id)) || own.includes(userOf(phoneNumber)))
  })
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
  const wanted = person.kind === 'person' ? [person.phone, person.lid] : []
  return asked(session, async () => {
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
  const own = [userOf(session.account.creds.me?.id), userOf(session.account.creds.me?.lid)]
  return asked(session, async () => {
    const { participants } = await sock.groupMetadata(jid)
    const seat = participants.find(
      ({ id, phoneNumber }) => own.includes(userOf(id)) || own.includes(userOf(phoneNumber)),
    )
    await sock.groupLeave(jid)
    forgetGroup(session.world, session.account.instance, jid)
    return { wasAdmin: Boolean(seat?.admin) }
  })
}

const nameIn = (instance: number, jid: string) => `${instance} ${jid}`

function forgetGroup({ shared }: EngineWorld, instance: number, jid: string): void {
  shared.groups.delete(nameIn(instance, jid))
}

/** A group's members for the library's sends; asked of the network once, until the network tells of a change. */
export async function membersOf(
  { shared }: EngineWorld,
  instance: number,
  jid: string,
  ask: (jid: string) => Promise<GroupMetadata>,
): Promise<GroupMetadata> {
  const name = nameIn(instance, jid)
  const known = shared.groups.get(name)
  if (known) return known
  const data = await ask(jid)
  shared.groups.set(name, data)
  return data
}

/**
 * The network tells of a change in a group: what is known of it is forgotten, a new subject is told, and when somebody
 * has gone the own sender key is dropped, so that the next message begins one that the gone never get.
 */
export function heardOfGroup(session: Pick<OpenSession, 'world' | 'account'>, node: BinaryNode): void {
  const { world, account } = session
  const jid = node.attrs['from'] ?? ''
  if (node.tag !== 'notification' || node.attrs['type'] !== 'w:gp2') return
  forgetGroup(world, account.instance, jid)
  const changes = Array.isArray(node.content) ? node.content : []
  for (const { tag, attrs } of changes) {
    const group = userOf(jid) ?? ''
    if (tag === 'subject') {
      world.emit({ on: 'group', instance: account.instance, group, subject: attrs['subject'] ?? '' })
    }
    if (tag === 'remove') void dropSenderKey(account, jid)
  }
}

async function dropSenderKey({ cache, creds }: OpenSession['account'], jid: string): Promise<void> {
  const gone: Record<string, null> = {}
  for (const name of [creds.me?.lid, creds.me?.id]) {
    const [user = '', device = '0'] = (name ?? '').split('@')[0]?.split(':') ?? []
    const domain = name?.endsWith('@lid') === true ? '_1' : ''
    if (user !== '') gone[`${jid}::${user}${domain}::${device}`] = null
  }
  // a failed write ends the session, which has its own words for it
  await Promise.resolve(cache.keys.set({ 'sender-key': gone, 'sender-key-memory': { [jid]: null } })).catch(
    () => undefined,
  )
}
