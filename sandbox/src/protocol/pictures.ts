import { randomInt } from 'node:crypto'
import type { BinaryNode } from 'baileys'
import { findEndpoint } from '../state/accounts.ts'
import { isAdmin, type Group } from '../state/groups.ts'
import type { Account, Device, World } from '../state/model.ts'
import { allows } from '../state/privacy.ts'
import type { ProfilePicture } from '../state/picture.ts'
import { bytes, child, failure, result } from './stanza.ts'

/** An account or a group gets a picture at most this often. */
const PAUSE_MS = 10_000
const JPEG = Buffer.of(0xff, 0xd8, 0xff)

/** Pictures: `set` keeps or, without one, removes that of the asking account or of a group; `get` answers where one is. */
export function handlePicture(world: World, device: Device, node: BinaryNode): BinaryNode {
  return node.attrs.type === 'set' ? setPicture(world, device, node) : getPicture(world, device, node)
}

function setPicture(world: World, { account }: Device, node: BinaryNode): BinaryNode {
  const { target } = node.attrs
  const group = groupOf(world, target)
  if (target?.endsWith('@g.us') && !group) return failure(node, 404, 'item-not-found')
  if (group ? !mayChange(group, account) : target !== undefined && findEndpoint(world, target)?.account !== account)
    return failure(node, 403, 'forbidden')
  const jpeg = bytes(node, 'picture')
  const shown = (group ?? account).picture
  const now = Date.now()
  if (jpeg && !jpeg.subarray(0, JPEG.length).equals(JPEG)) return failure(node, 406, 'not-acceptable')
  if (shown && now - shown.setAt < PAUSE_MS) return failure(node, 429, 'rate-overlimit')
  const picture = jpeg && pictureOf(jpeg, now)
  if (group) {
    delete group.picture
    if (picture) group.picture = picture
    world.touchGroup(group)
  } else {
    account.picture = picture
    world.touch(account)
  }
  world.log('picture', { number: account.number, bytes: jpeg?.length ?? 0 })
  return result(node, picture ? [{ tag: 'picture', attrs: { id: picture.id } }] : undefined)
}

/** A picture as an account or a group has it. */
export function pictureOf(jpeg: Buffer, setAt: number): ProfilePicture {
  return { id: String(randomInt(1_000_000_000, 2_000_000_000)), jpeg, setAt }
}

const groupOf = (world: World, jid: string | undefined) =>
  jid?.endsWith('@g.us') ? world.groups.get(jid.slice(0, -'@g.us'.length)) : undefined

const mayChange = (group: Group, by: Account) => group.members.has(by.number) && (!group.locked || isAdmin(group, by))

function getPicture(world: World, { account }: Device, node: BinaryNode): BinaryNode {
  const { target } = node.attrs
  const wanted = child(node, 'picture')
  const person = findEndpoint(world, target)?.account
  if (person && !allows(person, 'profile', account)) return failure(node, 401, 'not-authorized')
  const picture = (groupOf(world, target) ?? person)?.picture
  if (!wanted || !picture) return failure(node, 404, 'item-not-found')
  const attrs = { id: picture.id, type: wanted.attrs.type ?? 'image', url: pictureUrl(world, picture.id) }
  return result(node, [{ tag: 'picture', attrs }])
}

/** The bytes of a picture that is shown somewhere now. */
export function findPicture(
  { accounts, groups, channels }: Pick<World, 'accounts' | 'groups' | 'channels'>,
  id: string,
): Buffer | undefined {
  const all = [...accounts.values(), ...groups.values(), ...channels.values()]
  for (const { picture } of all) if (picture?.id === id) return picture.jpeg
  return undefined
}

/** Where the media host serves a picture, as clients are told. */
export function pictureUrl(world: Pick<World, 'facts'>, id: string): string {
  return `https://${world.facts.mediaHost}/pps/${id}.jpg`
}

/** The same of a picture that may be missing. */
export function pictureAt(world: Pick<World, 'facts'>, picture: ProfilePicture | undefined): string | null {
  return picture ? pictureUrl(world, picture.id) : null
}
