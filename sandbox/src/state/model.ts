import type { BinaryNode, proto } from 'baileys'
import type { Business, Naming, NetworkFacts, PhoneCall, Privacy, Restriction, Violation } from '../api.ts'
import type { KeyPair } from '../wire/curve.ts'
import type { Channel } from './channels.ts'
import type { DeliveryQueue } from './delivery-queue.ts'
import type { Group } from './groups.ts'
import type { ProfilePicture } from './picture.ts'

/** An account of the network: a number, its hidden-number identity, its phone and the devices linked to it. */
export interface Account {
  readonly number: string
  readonly lid: string
  name: string
  /** Under which of its names others see it. */
  naming: Naming
  picture: ProfilePicture | undefined
  privacy: Privacy
  /** What the account tells of a business; undefined for an ordinary person. */
  business: Business | undefined
  /** Numbers that the person has blocked: what they write does not arrive. */
  readonly blocked: Set<string>
  restriction: Restriction | undefined
  /** Numbers of the people it has a chat with: one of the two has written. */
  readonly chats: Set<string>
  /** Chats begun under the present restriction. */
  begun: number
  banned: boolean
  nextDevice: number
  /** Linked devices by their number, 1 and up; the phone itself is device 0 and not here. */
  readonly devices: Map<number, Device>
  readonly phone: PhonePort
  /** Numbers of accounts that asked for this account's devices: they are told of changes. */
  readonly watchers: Set<string>
  /** Connections that subscribed to this account's presence. */
  readonly subscribers: Set<Link>
}

export interface Device {
  readonly account: Account
  readonly id: number
  /** Key index of the signed device identity; the network gives it the device's number. */
  readonly keyIndex: number
  /** Noise static key: a login with another one is refused. */
  readonly noiseKey: Buffer
  readonly identity: Buffer
  /** Encoded `ADVSignedDeviceIdentity` with both signatures, as accepted at pairing. */
  readonly signedIdentity: Buffer
  readonly platform: string
  keys: DeviceKeys | undefined
  readonly queue: DeliveryQueue
  link: Link | undefined
  /** Logged in at least once: the phone has greeted it. */
  greeted: boolean
}

export interface SignedPreKey {
  id: number
  value: Buffer
  signature: Buffer
}

export interface OneTimeKey {
  id: number
  value: Buffer
}

/** A device's public Signal keys as it uploaded them. */
export interface DeviceKeys {
  registrationId: number
  identity: Buffer
  signed: SignedPreKey
  /** One-time keys not yet handed out, oldest first. */
  stock: OneTimeKey[]
}

export interface KeyBundle {
  registrationId: number
  identity: Buffer
  signed: SignedPreKey
  oneTime?: OneTimeKey
}

/** Device 0 of an account, as the network sees it. */
export interface PhonePort {
  readonly identity: KeyPair
  /** Hands out the phone's keys with a fresh one-time key. */
  bundle(): KeyBundle
  /** Any stanza for device 0; kept while the phone is offline. */
  deliver(node: BinaryNode): void
  /** The first words a real phone says to a newly linked device. */
  greet(device: number): void
  readonly own: AppStatePort
  /** A call that the person made is over: the linked devices are told with these words. */
  callEnded(called: Account, log: proto.IMessage): void
}

/** The account's app state, which its phone keeps for the network. */
export interface AppStatePort {
  /** Whether a number is in the phone book. */
  knows(number: string): boolean
  /** Version of a collection. */
  version(name: string): number
  /** Where the media host has the whole collection, encoded; undefined for an empty one. */
  snapshot(name: string): Promise<Uint8Array | undefined>
  /** Its encoded patches behind a version. */
  patches(name: string, version: number): Promise<Uint8Array[]>
  /** Takes the next patch from a linked device; what is wrong with it, if anything. */
  take(name: string, patch: Buffer): string | undefined
}

/** An open connection of a client. */
export interface Link {
  readonly clientKey: Buffer
  /** Set while a registering client waits to be paired. */
  registration: Registration | undefined
  device: Device | undefined
  available: boolean
  /** Message ids that this client answered with a retry receipt; its error ack for them says nothing new. */
  readonly retried: Set<string>
  send(node: BinaryNode): void
  /** Sends what is still to be sent, then closes. */
  close(): void
  /** Closes without a word. */
  kill(): void
}

export interface Registration {
  registrationId: number
  identity: Buffer
  signed: SignedPreKey
  platform: string
  /** Resolved or rejected by the client's answer to `pair-success`. */
  answer: ((reply: BinaryNode) => void) | undefined
  abandon: ((reason: string) => void) | undefined
}

/** A phone-code pairing that a client has begun. */
export interface CodeRequest {
  link: Link
  number: string
  ref: Buffer
  /** salt 32 ‖ iv 16 ‖ encrypted ephemeral key 32. */
  wrappedEphemeral: Buffer
  /** Called with the body of `companion_finish`. */
  finish: ((node: BinaryNode) => void) | undefined
}

/** A call between two accounts. Linked devices hear it ring and learn how it ended; the phones do the talking. */
export interface NetworkCall {
  readonly id: string
  readonly caller: Account
  readonly called: Account
  readonly video: boolean
  status: PhoneCall['status']
  /** Seconds since 1970; 0 before anybody has taken it. */
  takenAt: number
  seconds: number
}

/** The network as its protocol handlers see it. */
export interface World {
  readonly facts: NetworkFacts
  readonly accounts: Map<string, Account>
  /** The same accounts by LID digits. */
  readonly lids: Map<string, Account>
  /** QR references to the waiting connection. */
  readonly refs: Map<string, Link>
  /** Code pairings by number. */
  readonly codes: Map<string, CodeRequest>
  readonly links: Set<Link>
  /** Calls by id; they do not outlive the process. */
  readonly calls: Map<string, NetworkCall>
  /** Groups by the digits of their id. */
  readonly groups: Map<string, Group>
  /** Channels by the digits of their id. */
  readonly channels: Map<string, Channel>
  /** Signs the tokens of the media host. */
  readonly mediaToken: string
  violations: number
  violation(violation: Violation): void
  log(line: string, fields?: Record<string, unknown>): void
  /** Marks an account as changed, to be written to the data folder. */
  touch(account: Account): void
  touchGroup(group: Group): void
  touchChannel(channel: Channel): void
}
