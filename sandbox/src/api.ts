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
  /** Writes the state to the data folder (also done shortly after each change). */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface NetworkState {
  phones: PhoneState[]
  groups: GroupState[]
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
  /** Others do not see the picture. */
  pictureHidden?: boolean
  business?: Business | null
}

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

export interface PhoneState {
  number: string
  name: string
  lid: string
  /** Where the media host serves its profile picture; null without one. */
  picture: string | null
  online: boolean
  restricted: boolean
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
  /** Changes what is given of the person's profile. */
  changeProfile(change: ProfileChange): void
  /** What scanning a QR does. Resolves when the client has finished pairing (its signed identity was accepted). */
  scan(qr: string): Promise<{ device: number }>
  /** What typing an 8-character code does; the client must have asked a code for this number. */
  enterCode(code: string): Promise<{ device: number }>
  /** Shows the QR to this phone but answers as a phone that refuses, or that is asked for a passkey. */
  refuse(qr: string, how: 'refused' | 'passkey'): Promise<void>
  /** Sends to a number or to a group id. Resolves when the network has taken the message. */
  send(to: string, message: OutgoingPhoneMessage): Promise<{ id: string }>
  /** Messages as a person sees them: one entry per (chat, sender, id), oldest first. */
  messages(filter?: { chat?: string }): PhoneMessage[]
  /** Resolves with the first shown message that matches, also one already shown. Rejects after `timeoutMs` (default 10 s). */
  waitFor(match: (message: PhoneMessage) => boolean, timeoutMs?: number): Promise<PhoneMessage>
  /** Makes a group with these people (numbers); the person itself is its first admin. */
  createGroup(subject: string, members: string[]): { id: string }
  /** Does something in a group. Throws when the network refuses. */
  inGroup(id: string, act: GroupAct): void
  /** What the phone keeps of its chats beside messages; chats without any of it are left out. */
  chats(): PhoneChat[]
  /** Sends read receipts for the messages of a chat (all shown ones when `ids` is absent). */
  read(chat: string, ids?: string[]): void
  /** Whether delivered receipts are sent by themselves; on at first. */
  autoDeliver: boolean
  typing(to: string, on: boolean): void
  /** Typing notices this phone sees, newest last. */
  notices(): { from: string; kind: 'composing' | 'recording' | 'paused'; at: number }[]
  offline(): void
  online(): void
  /** Removes a linked device, or all, as a person does on the phone: the client gets 401 device_removed. */
  unlink(device?: number): void
  /** Account-level sending restriction: the network refuses new sends of this account's devices with an error ack. */
  restrict(on: boolean): void
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
  /** The chat's messages disappear after so many seconds from now on; 0: never. */
  timer?: number
  /** Sends as the person's own account does from the phone when the number is linked elsewhere: linked devices get a copy. Always true of real phones. */
}

/** A chat by number or group id. */
export interface PhoneChat {
  chat: string
  /** Seconds after which its messages disappear; 0: never. */
  timer: number
}

export interface PhoneMessage {
  id: string
  /** Number of the other person (digits) or group id (`…@g.us`). */
  chat: string
  /** Number of the author. */
  sender: string
  fromMe: boolean
  /** Seconds since 1970. */
  timestamp: number
  type: string
  text?: string
  quoted?: { id: string; text?: string }
  media?: { mimeType: string; fileName?: string; caption?: string; sha256: string; size: number }
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
