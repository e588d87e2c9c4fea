import { proto } from 'baileys'
import type { PhoneState } from '../api.ts'
import { pictureAt } from '../protocol/pictures.ts'
import { restrictionOf } from '../protocol/restrictions.ts'
import type { Account, World } from '../state/model.ts'
import { accountOf } from './group-life.ts'

/** A phone at a glance, for `GET /state` and tests. */
export function describePhone(
  world: World,
  account: Account,
  { online, contacts }: Pick<PhoneState, 'online' | 'contacts'>,
): PhoneState {
  const { number, name, lid, naming, picture, privacy } = account
  const restriction = restrictionOf(account) ?? null
  const devices = [...account.devices.values()].map((device) => ({
    device: device.id,
    connected: device.link !== undefined,
    queued: device.queue.size,
  }))
  const blocked = [...account.blocked]
  return {
    number,
    name,
    lid,
    naming,
    picture: pictureAt(world, picture),
    online,
    restricted: restriction !== null,
    restriction,
    privacy,
    blocked,
    contacts,
    devices,
  }
}

/** What a phone tells its linked devices when chats move from numbers to LIDs: which belong together. */
export function lidMapping(world: World, numbers: readonly string[]): proto.IMessage {
  const pnToLidMappings = numbers.map((number) => {
    const { lid } = accountOf(world, number)
    return { pn: Number(number), assignedLid: Number(lid), latestLid: Number(lid) }
  })
  const { LID_MIGRATION_MAPPING_SYNC: type } = proto.Message.ProtocolMessage.Type
  const encodedMappingPayload = proto.LIDMigrationMappingSyncPayload.encode({ pnToLidMappings }).finish()
  return { protocolMessage: { type, lidMigrationMappingSyncMessage: { encodedMappingPayload } } }
}
