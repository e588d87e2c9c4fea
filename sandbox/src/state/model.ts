import type { BinaryNode } from 'baileys'
import type { Business, NetworkFacts, Violation } from '../api.ts'
import type { KeyPair } from '../wire/curve.ts'
import type { DeliveryQueue } from './delivery-queue.ts'
import type { Group } from './groups.ts'
import type { ProfilePicture } from './picture.ts'

/** An account of the network: a number, its hidden-number identity, its phone and the devices linked to it. */
export interface Account {
  readonly number: string
  readonly lid: string
  name: string
  picture: ProfilePicture | undefined
  /** Others do not see the picture. */
  pictureHidden: boolean
  /** What the account tells of a business; undefined for an ordinary person. */
  business: Business | undefined
  restricted: boolean
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
  /** Groups by the digits of their id. */
  readonly groups: Map<string, Group>
  /** Signs the tokens of the media host. */
  readonly mediaToken: string
  violations: number
  violation(violation: Violation): void
  log(line: string, fields?: Record<string, unknown>): void
  /** Marks an account as changed, to be written to the data folder. */
  touch(account: Account): void
  touchGroup(group: Group): void
}
