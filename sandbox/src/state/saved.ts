import type { BinaryNode } from 'baileys'
import type { Business, Naming, Privacy, Restriction } from '../api.ts'
import type { SavedPhone } from '../phone/phone.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import type { Account, Device } from './model.ts'
import type { ProfilePicture } from './picture.ts'
import { OPEN } from './privacy.ts'

/** An account as one file of the data folder. */
export interface SavedAccount {
  number: string
  lid: string
  name: string
  naming?: Naming
  picture?: ProfilePicture | undefined
  privacy?: Privacy
  business?: Business | undefined
  blocked?: string[]
  restriction?: Restriction | undefined
  chats?: string[]
  begun?: number
  banned: boolean
  nextDevice: number
  watchers: string[]
  devices: SavedDevice[]
  phone: SavedPhone
}

type SavedDevice = Omit<Device, 'account' | 'queue' | 'link'> & { queue: BinaryNode[] }

export function saveAccount(account: Account, phone: SavedPhone): SavedAccount {
  const { number, lid, name, naming, picture, privacy, business, banned, nextDevice } = account
  const devices = [...account.devices.values()].map(saveDevice)
  const watchers = [...account.watchers]
  const profile = { name, naming, picture, privacy, business, blocked: [...account.blocked] }
  const held = { restriction: account.restriction, chats: [...account.chats], begun: account.begun }
  return { number, lid, ...profile, ...held, banned, nextDevice, watchers, devices, phone }
}

function saveDevice(device: Device): SavedDevice {
  const { account: _account, link: _link, queue, ...rest } = device
  return { ...rest, queue: queue.nodes() }
}

/** Everything of an account but its phone. */
export function restoreAccount(saved: SavedAccount): Omit<Account, 'phone'> {
  const { number, lid, name, naming = 'both', picture, privacy = OPEN, business } = saved
  const { restriction, begun = 0, banned, nextDevice } = saved
  return {
    number,
    lid,
    name,
    naming,
    picture,
    privacy,
    business,
    blocked: new Set(saved.blocked),
    restriction,
    chats: new Set(saved.chats),
    begun,
    banned,
    nextDevice,
    devices: new Map(),
    watchers: new Set(saved.watchers),
    subscribers: new Set(),
  }
}

export function restoreDevices(account: Account, saved: SavedAccount): void {
  for (const { queue: nodes, ...rest } of saved.devices) {
    const queue = new DeliveryQueue()
    for (const node of nodes) queue.add(node)
    account.devices.set(rest.id, { ...rest, account, queue, link: undefined })
  }
}
