import { randomInt } from 'node:crypto'
import type { BinaryNode } from 'baileys'
import { findEndpoint } from '../state/accounts.ts'
import type { Device, World } from '../state/model.ts'
import { bytes, child, failure, result } from './stanza.ts'

/** An account sets a picture at most this often. */
const PAUSE_MS = 10_000
const JPEG = Buffer.of(0xff, 0xd8, 0xff)

/** Profile pictures: `set` keeps or, without one, removes the asking account's; `get` answers where one is. */
export function handlePicture(world: World, device: Device, node: BinaryNode): BinaryNode {
  return node.attrs.type === 'set' ? setPicture(world, device, node) : getPicture(world, node)
}

function setPicture(world: World, { account }: Device, node: BinaryNode): BinaryNode {
  const { target } = node.attrs
  if (target !== undefined && findEndpoint(world, target)?.account !== account) return failure(node, 403, 'forbidden')
  const jpeg = bytes(node, 'picture')
  const now = Date.now()
  if (jpeg && !jpeg.subarray(0, JPEG.length).equals(JPEG)) return failure(node, 406, 'not-acceptable')
  if (account.picture && now - account.picture.setAt < PAUSE_MS) return failure(node, 429, 'rate-overlimit')
  account.picture = jpeg && { id: String(randomInt(1_000_000_000, 2_000_000_000)), jpeg, setAt: now }
  world.touch(account)
  world.log('picture', { number: account.number, bytes: jpeg?.length ?? 0 })
  return result(node, account.picture ? [{ tag: 'picture', attrs: { id: account.picture.id } }] : undefined)
}

function getPicture(world: World, node: BinaryNode): BinaryNode {
  const wanted = child(node, 'picture')
  const picture = findEndpoint(world, node.attrs.target)?.account.picture
  if (!wanted || !picture) return failure(node, 404, 'item-not-found')
  const attrs = { id: picture.id, type: wanted.attrs.type ?? 'image', url: pictureUrl(world, picture.id) }
  return result(node, [{ tag: 'picture', attrs }])
}

/** Where the media host serves a picture, as clients are told. */
export function pictureUrl(world: Pick<World, 'facts'>, id: string): string {
  return `https://${world.facts.mediaHost}/pps/${id}.jpg`
}
