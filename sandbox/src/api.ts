import type { NetworkChanges } from './api-changes.ts'
import type { ChannelState, PhoneChannels } from './api-channels.ts'

/**
 * The sandbox as a library: an offline WhatsApp network with simulated phones. Everything that the control API and
 * the CLI can do is here first.
 */
export interface SandboxOptions {
  /** Folder that keeps the network's keys, phones, links and messages across restarts; absent: memory only. */
  dataFolder?: string
  /** 0 or absent: any free port. All listeners bind to `host`, 127.0.0.1 when absent. */
  socketPort?: number
  mediaPort?: number
  host?: string
  /** How long each QR is shown, milliseconds (real network: first 60 s, then 20 s); the client has its own timers. */
  log?: (line: string, fields: Record<string, unknown>) => void
  /** Called when a stanza of a client breaks a rule of the network; tests fail on it. */
  onViolation?: (violation: Violation) => void
}

/** What a client needs to join this network instead of the real one. */
export interface NetworkFacts {
  /** `ws://host:port/ws/chat` */
  socketUrl: string
  /** Noise trust root, base64 of 32 bytes. */
  rootKey: string
  /** `host:port` of the media host (HTTPS). */
  mediaHost: string
  /** PEM of the certificate authority that signed the media host's certificate. */
  mediaCa: string
}

/** A broken rule: a wrong signature, MAC, counter, prekey or stanza. The offender was refused. */
export interface Violation {
  rule: string
  text: string
  number?: string
}

export interface SandboxNetwork {
  readonly facts: NetworkFacts
  /** Creates a simulated phone: an account of this network with its own primary device. */
  createPhone(options: { number: string; name?: string }): Phone
  phone(number: string): Phone | undefined
  phones(): Phone[]
  /** Fault injection on the wire; `seed` makes runs repeatable. */
  faults: FaultControl
  /** Counts and links, for `GET /state` and tests. */
  state(): NetworkState
  readonly changes: NetworkChanges
  /** Writes the state to the data folder (also done shortly after each change). */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface NetworkState {
  phones: PhoneState[]
  groups: GroupState[]
  channels: ChannelState[]
  /** Open client sockets. */
  connections: number
  violations: number
}

export interface GroupState {
  /** `…@g.us` */
  id: string
  subject: string
  description: string
  /** Where the media host serves its picture; null without one. */
  picture: string | null
  /** Number of the person who made it. */
  creator: string
  members: { number: string; rank: 'member' | 'admin' | 'superadmin' }[]
  /** Only admins write. */
  announcement: boolean
  /** Only admins change the subject and the like. */
  locked: boolean
  inviteCode: string
}

/** What a person changes of the own profile; null removes. */
export interface ProfileChange {
  /** A JPEG. */
  picture?: Buffer | null
  business?: Business | null
}

/** Who may: everybody, people of the phone book, those but the listed ones, or nobody. */
export type Audience = 'all' | 'contacts' | 'contact_blacklist' | 'none'

/** An account's settings, by the names that the network gives them. */
export interface Privacy {
  /** Who sees when the person was last there. */
  last: Audience
  /** Who sees that the person is there now. */
  online: 'all' | 'match_last_seen'
  /** Who sees the profile picture. */
  profile: Audience
  /** Who sees the text about the person. */
  status: Audience
  /** Who adds the person to groups; others are told to invite. */
  groupadd: Audience
  /** Whether authors learn that the person has read. */
  readreceipts: 'all' | 'none'
  /** Whose calls ring. */
  calladd: 'all' | 'known'
  /** Who begins chats. */
  messages: 'all' | 'contacts'
  /** Who sees statuses: people of the phone book, those but the listed ones, or the listed ones alone. */
  statuses: 'contacts' | 'blacklist' | 'whitelist'
  /** Numbers of the people whom a setting lists. */
  listed: Partial<Record<'last' | 'profile' | 'status' | 'groupadd' | 'statuses', string[]>>
}

/** The settings that change. */
export type PrivacyChange = Partial<Privacy>

/** What a business tells of itself. */
export interface Business {
  description: string
  email: string
  category: string
}

/** What a person does in a group. */
export type GroupAct =
  | { act: 'add' | 'remove' | 'promote' | 'demote'; number: string }
  | { act: 'leave' }
  /** One of them at a time. */
  | { act: 'set'; subject?: string; description?: string; announcement?: boolean; locked?: boolean }

/** A call as one of its two phones has it. */
export interface PhoneCall {
  id: string
  /** Number of the other side. */
  with: string
  fromMe: boolean
  video: boolean
  status: 'ringing' | 'talking' | 'ended' | 'declined' | 'missed' | 'cancelled'
  /** How long they talked. */
  seconds: number
}

/** How app state is told wrongly to linked devices. */
export type AppStateFault = 'lost' | 'spoilt' | 'forged'

/** What a person does with a call: the called one accepts or declines, the caller lets it ring out, both hang up. */
export type CallAct = 'accept' | 'decline' | 'hangUp' | 'ringOut'

/** What one person sees of another's being there: `last` in seconds since 1970, null where that is hidden. */
export interface Presence {
  online: boolean
  last: number | null
}

/**
 * Under which names the network shows a person to others: with number and LID, by number alone as before LIDs, or by a
 * LID whose number nobody is told.
 */
export type Naming = 'both' | 'number' | 'lid'

/** What an account's phone and devices may not do. `until`: milliseconds since 1970; it ends by itself. */
export type Restriction =
  /** Send anything. */
  | { kind: 'all' }
  /** Begin chats (the reach-out time lock). */
  | { kind: 'newChats'; until: number }
  /** Begin more than so many chats. */
  | { kind: 'cap'; chats: number; until: number }

export interface PhoneState {
  number: string
  name: string
  lid: string
  naming: Naming
  /** Where the media host serves its profile picture; null without one. */
  picture: string | null
  online: boolean
  /** Whether the network holds it back now, and how. */
  restricted: boolean
  restriction: Restriction | null
  privacy: Privacy
  /** Numbers that the person has blocked. */
  blocked: string[]
  /** The phone book: names by number. */
  contacts: Record<string, string>
  devices: { device: number; connected: boolean; queued: number }[]
}

export interface Phone {
  readonly number: string
  readonly name: string
  /** Digits of the hidden-number identity. */
  readonly lid: string
  state(): PhoneState
  /** Its profile picture, a JPEG; or that of a group it sees. */
  picture(group?: string): Buffer | undefined
  /** From now on the network names the person to others like this; a change amid a conversation is a LID migration. */
  nameAs(naming: Naming): void
  /** Tells the linked devices which number belongs to which LID (the mapping of a migration), for these people. */
  tellLids(numbers: string[]): void
  /** Changes what is given of the person's profile. */
  changeProfile(change: ProfileChange): void
  /** Changes who may see and do what. */
  changePrivacy(change: PrivacyChange): void
  /** When somebody was last there, as this person sees it. */
  presenceOf(number: string): Presence
  /** What scanning a QR does. Resolves when the client has finished pairing (its signed identity was accepted). */
  scan(qr: string): Promise<{ device: number }>
  /** What typing an 8-character code does; the client must have asked a code for this number. */
  enterCode(code: string): Promise<{ device: number }>
  /** Shows the QR to this phone but answers as a phone that refuses, or that is asked for a passkey. */
  refuse(qr: string, how: 'refused' | 'passkey'): Promise<void>
  /** Sends to a number, to a group id, or to `status@broadcast` for the `viewers` of a status. Resolves when the network has taken the message. */
  send(to: string, message: OutgoingPhoneMessage): Promise<{ id: string }>
  /** Messages as a person sees them: one entry per (chat, sender, id), oldest first. */
  messages(filter?: { chat?: string }): PhoneMessage[]
  /** Resolves with the first shown message that matches, also one already shown. Rejects after `timeoutMs` (default 30 s). */
  waitFor(match: (message: PhoneMessage) => boolean, timeoutMs?: number): Promise<PhoneMessage>
  /** Makes a group with these people (numbers); the person itself is its first admin. */
  createGroup(subject: string, members: string[]): { id: string }
  /** Does something in a group. Throws when the network refuses. */
  inGroup(id: string, act: GroupAct): void
  readonly channels: PhoneChannels
  /** What the phone keeps of its chats beside messages; chats without any of it are left out. */
  chats(): PhoneChat[]
  /** Saves somebody in the phone book, or takes them out again (null). */
  saveContact(number: string, name: string | null): void
  /** The same for many at once, also of numbers without an account; more than a hundred reach linked devices as a file. */
  saveContacts(names: Record<string, string | null>): void
  /**
   * From now on linked devices that ask for app state are told it damaged, until null: `lost` names files that are not
   * there, `spoilt` files with a wrong byte, `forged` carries a wrong MAC.
   */
  spoilAppState(how: AppStateFault | null): void
  archive(chat: string, on: boolean): void
  /** What somebody who is blocked writes does not arrive. */
  block(number: string, on: boolean): void
  /** Deletes a shown message on this account's devices alone. */
  forget(chat: string, id: string): void
  /** Sends read receipts for the messages of a chat (all shown ones when `ids` is absent). */
  read(chat: string, ids?: string[]): void
  /** Calls somebody; what happens then is in `calls`. */
  call(to: string, video?: boolean): { id: string }
  /** Throws when the call does not allow it now. */
  inCall(id: string, act: CallAct): PhoneCall
  /** Its calls since the network started, oldest first. */
  calls(): PhoneCall[]
  /** Whether delivered receipts are sent by themselves; on at first. */
  autoDeliver: boolean
  typing(to: string, on: boolean): void
  /** Typing notices this phone sees, newest last. */
  notices(): { from: string; kind: 'composing' | 'recording' | 'paused'; at: number }[]
  offline(): void
  online(): void
  /** Removes a linked device, or all, as a person does on the phone: the client gets 401 device_removed. */
  unlink(device?: number): void
  /** Holds the account back: the network refuses what is not allowed with an error ack (463). True: `all`; false: free again. */
  restrict(on: boolean | Restriction): void
  /** Blocks the account: devices get 403. */
  ban(): void
}

export type OutgoingPhoneMessage = {
  text?: string
  media?: {
    kind: 'image' | 'video' | 'audio' | 'document'
    data: Buffer
    fileName?: string
    mimeType: string
    caption?: string
  }
  /** Id of a shown message of the same chat. */
  quoted?: string
  location?: { latitude: number; longitude: number; name?: string; address?: string }
  contacts?: { name: string; number: string }[]
  poll?: { name: string; options: string[]; multipleAnswers?: boolean }
  /** A reaction to a shown message; "" takes it back. */
  react?: { id: string; emoji: string }
  /** A vote on a shown poll; no options: the vote is withdrawn. */
  vote?: { id: string; options: string[] }
  /** A new text for an own message. */
  edit?: { id: string; text: string }
  /** An own message goes, for everyone. */
  remove?: { id: string }
  /** A reply button of a shown message. */
  press?: { id: string; buttonId: string }
  /** Of a status: numbers of the people who may see it. */
  viewers?: string[]
  /**
   * What linked devices of the others get at first: a ciphertext that does not open, or one without the sender key that
   * a group's first message brings, which they ask for again, or the word that there is a message, which they ask their
   * own phone for.
   */
  toDevices?: 'spoilt' | 'keyless' | 'unavailable'
  /** The colour behind the text of a status, `#rrggbb`. */
  background?: string
  /** The chat's messages disappear after so many seconds from now on; 0: never. */
  timer?: number
  /** Sends as the person's own account does from the phone when the number is linked elsewhere: linked devices get a copy. Always true of real phones. */
}

/** A chat by number or group id. */
export interface PhoneChat {
  chat: string
  archived: boolean
  /** Seconds after which its messages disappear; 0: never. */
  timer: number
}

/** What a phone shows of a file before it is opened, as far as the message says. */
export interface MediaLook {
  /** A voice note. */
  voice?: true
  seconds?: number
  /** How loud a voice note is over its time. */
  waveform?: number[]
  width?: number
  height?: number
  thumbnail?: { mimeType: 'image/jpeg' | 'unknown'; size: number }
}

export interface PhoneMessage {
  id: string
  /** Number of the other person (digits), group id (`…@g.us`), or `status@broadcast`. */
  chat: string
  /** Number of the author. */
  sender: string
  fromMe: boolean
  /** Seconds since 1970. */
  timestamp: number
  type: string
  text?: string
  /** The colour behind the text of a status, `#rrggbb`. */
  background?: string
  quoted?: { id: string; text?: string }
  media?: { mimeType: string; fileName?: string; caption?: string; sha256: string; size: number } & MediaLook
  preview?: { title?: string; description?: string; link?: string }
  location?: { latitude: number; longitude: number; name?: string; address?: string }
  contacts?: { name: string; vcard: string }[]
  /** `votes`: numbers of the voters of each answer. */
  poll?: { name: string; options: string[]; multipleAnswers: boolean; votes: Record<string, string[]> }
  buttons?: {
    title?: string
    body: string
    footer?: string
    /** `kind` as the network names it (`quick_reply`, `cta_url`…); `value`: what it copies, dials or opens. */
    buttons: { kind: string; id: string; text: string; value?: string }[]
    /** Id of the reply button that this person pressed. */
    pressed?: string
  }
  /** How often it was forwarded before. */
  forwardingScore?: number
  /** Seconds after which it disappears. */
  expiration?: number
  reactions?: { by: string; emoji: string }[]
  edited?: true
  /** Removed by its author: the parts that said something are gone. */
  deleted?: true
  /** How often the wire carried it to this phone; a person sees it once. */
  wireCount: number
  /** Receipts that came back for an own message. */
  status?: 'sent' | 'delivered' | 'read'
}

export interface FaultRule {
  /** Which frames: to the client, from it, or both. */
  direction?: 'toClient' | 'fromClient' | 'both'
  /** Stanza tag to hit (`message`, `receipt`, `ack`, `iq`…); absent: every frame after the handshake. */
  tag?: string
  /** Number of the account whose sockets are hit; absent: all. */
  number?: string
  /** Share of frames hit, 0 to 1; 1 when absent. */
  probability?: number
  /** Stops after so many hits. */
  times?: number
  action:
    | { kind: 'drop' }
    | { kind: 'delay'; ms: number }
    | { kind: 'duplicate' }
    | { kind: 'reorder' }
    | { kind: 'kill' }
    | { kind: 'corrupt' }
    | { kind: 'streamError'; code: string }
    | { kind: 'ackError'; code: string }
}

export interface FaultControl {
  readonly seed: number
  /** Adds rules; returns how often each rule has hit so far when called with none. */
  set(rules: FaultRule[], seed?: number): void
  hits(): number[]
  clear(): void
  /** Closes every socket of an account, or all, without a word. */
  killSockets(number?: string): void
}
