import type { BinaryNode, GroupMetadata } from 'baileys'
import type { Account } from './account.ts'
import { userOf } from './jid.ts'
import type { EngineWorld } from './world.ts'

const nameIn = (instance: number, jid: string) => `${instance} ${jid}`

/** What is known of a group is asked anew next time. */
export function forgetGroup({ shared }: EngineWorld, instance: number, jid: string): void {
  shared.groups.delete(nameIn(instance, jid))
}

/** What is known of a group without asking. */
export function knownGroup({ shared }: EngineWorld, instance: number, jid: string): GroupMetadata | undefined {
  return shared.groups.get(nameIn(instance, jid))
}

/** A group's members for the library's sends; asked of the network once, until the network tells of a change. */
export async function membersOf(
  world: EngineWorld,
  instance: number,
  jid: string,
  ask: (jid: string) => Promise<GroupMetadata>,
): Promise<GroupMetadata> {
  const known = knownGroup(world, instance, jid)
  if (known) return known
  const data = await ask(jid)
  world.shared.groups.set(nameIn(instance, jid), data)
  return data
}

/**
 * The network tells of a change in a group: what is known of it is forgotten, a new subject is told, and when somebody
 * has gone the own sender key is dropped, so that the next message begins one that the gone never get.
 */
export function heardOfGroup({ world, account }: { world: EngineWorld; account: Account }, node: BinaryNode): void {
  const jid = node.attrs['from'] ?? ''
  if (node.tag !== 'notification' || node.attrs['type'] !== 'w:gp2') return
  forgetGroup(world, account.instance, jid)
  const changes = Array.isArray(node.content) ? node.content : []
  for (const change of changes) {
    const subject = subjectIn(change)
    if (subject !== undefined) {
      world.emit({ on: 'group', instance: account.instance, group: userOf(jid) ?? '', subject })
    }
    if (change.tag === 'remove') void dropSenderKey(account, jid)
  }
}

/** The subject that a change tells: a new one, or that of a group which was just made. */
function subjectIn({ tag, attrs, content }: BinaryNode): string | undefined {
  if (tag === 'subject') return attrs['subject']
  const made = tag === 'create' && Array.isArray(content) ? content.find((node) => node.tag === 'group') : undefined
  return made?.attrs['subject']
}

/** The next message to a group, or the next status, begins a sender key that only its recipients get. */
export async function dropSenderKey({ cache, creds }: Account, jid: string): Promise<void> {
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
