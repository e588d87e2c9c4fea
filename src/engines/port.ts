import type { Address, Content } from '../base/content.ts'

/**
 * The engine port: a message protocol between the gateway and a session host. Commands and events are cloneable
 * values with our ids (idInstance, idMessage, attempt), media goes by handle, so a host may be this process, a
 * child or another node. No type of an engine library appears here. `epoch` is the lease's fencing number: a host
 * stamps every write of session state with it, and the store refuses the write when the lease has moved on.
 */
export interface SessionOptions {
  /** Proxy for everything the session does outside (`http://…` or `socks5://…`); opened from its sealed form by the caller. */
  proxyUrl?: string
  /** Hold the account online (setting keepOnlineStatus). */
  keepOnline: boolean
  /** The session state comes from a backup, and others have gone on: conversations begin anew before anything is sent. */
  renew?: boolean
}

/** Sent to a host; carries no answer. */
export type EngineCommand =
  /** Resume a linked session. Ends in `opened` or `closed`. Idempotent while open with the same epoch. */
  | { do: 'open'; instance: number; epoch: number; options: SessionOptions }
  /** Begin linking with fresh credentials. QRs come as `qr` events; with `phone` (digits) a `code` event comes too. */
  | { do: 'link'; instance: number; epoch: number; attempt: string; options: SessionOptions; phone?: string }
  /** Ask a code for a phone number inside a running attempt. Ends in `code` or `linkFailed`. */
  | { do: 'requestCode'; instance: number; attempt: string; phone: string }
  /** Give up a linking attempt. Ends in `linkFailed` with reason `cancelled`. */
  | { do: 'cancelLink'; instance: number; attempt: string }
  /** Finish running sends, flush, close the socket; keeps the credentials. Ends in `closed` (reason `asked`). */
  | { do: 'close'; instance: number }
  /** Remove this device from the account, then erase the session state. Ends in `closed` (reason `loggedOut`). */
  | { do: 'logout'; instance: number; epoch: number }
  /** Ask a question; answered by one `answer` event with the same `request`. */
  | { do: 'ask'; instance: number; request: string; question: EngineQuestion }

export type EngineQuestion =
  /**
   * Turn content into the network's message bytes (uploads media, makes thumbnails). The bytes are stored by the
   * caller and given to `send` on every attempt: the same id always means the same bytes.
   */
  | {
      ask: 'build'
      idMessage: string
      to: Address
      content: Content
      /** Bytes of a known message that is forwarded: they say what `content` says, its file is not uploaded again. */
      original?: Uint8Array
      /** Seconds after which messages of the chat disappear; absent: never. */
      expiration?: number
    }
  /**
   * Encrypt and hand built messages to the network, in this order. Answers how many have left, at least one, their
   * ratchet steps durable before; an error speaks of the first, and none has left. Whoever asks goes on with the rest.
   * The network's verdicts come later as `ack` events.
   */
  | { ask: 'send'; messages: BuiltMessage[] }
  /** Whether a person has an account, and its LID. */
  | { ask: 'lookUp'; person: Person }
  /** Where the picture of a person or group is. */
  | { ask: 'picture'; of: Address }
  /** What a person tells of a business. */
  | { ask: 'business'; person: Person }
  /** Send read receipts for messages of a chat. */
  | { ask: 'markRead'; chat: Address; messages: { idMessage: string; author: Address }[] }
  /** Tell a person that messages of the chat disappear after so many seconds, 0: never. */
  | { ask: 'setTimer'; person: Person; seconds: number }
  /** Decline a call that rings. */
  | { ask: 'rejectCall'; idCall: string; from: Address }
  /** Change what the account's own devices share. */
  | { ask: 'changeOwn'; wish: OwnWish }
  /** Show typing or recording in a chat for `forMs`, then paused. Answers at once after the first notice left. */
  | { ask: 'typing'; chat: Address; recording: boolean; forMs: number }
  /** What the phone handed over of the time before linking: `raw` is a message of class `history`. */
  | { ask: 'readHistory'; raw: Uint8Array }
  /** Download the file of a received or sent message (its raw bytes) into the media store. */
  | { ask: 'fetchMedia'; raw: Uint8Array; limitBytes: number }
  /**
   * Opens a vote: `vote` and `poll` are the network's bytes, `idPoll` the poll's id. Needs no open session; problem
   * `badContent` when it does not open.
   */
  | { ask: 'readVote'; vote: Uint8Array; poll: Uint8Array; idPoll: string; creator: Address; voter: Address }
  /**
   * Make a JPEG of the media store the account's profile picture, or a group's, cropped to a square. `badContent` when
   * it is no picture; `refused` with the network's word, `rate-overlimit` when it was set a moment ago.
   */
  | { ask: 'setPicture'; handle: string; group?: string }
  /**
   * Make a group with these people. Here and below, what the network does not allow is problem `refused` with the
   * network's own word (`item-not-found`, `forbidden`, `rate-overlimit`). Groups are named by the digits of their id.
   */
  | { ask: 'createGroup'; subject: string; people: Address[] }
  | { ask: 'groupCard'; group: string }
  /** One person's seat or rank. `done` is false when there is nothing to do or the network leaves this person out. */
  | { ask: 'changeMember'; group: string; person: Address; act: 'add' | 'remove' | 'promote' | 'demote' }
  /** Only what is given changes. */
  | { ask: 'changeGroup'; group: string; change: GroupChange }
  | { ask: 'leaveGroup'; group: string }
  /** What the network says of the linked account. */
  | { ask: 'account' }
  /** Whether the account may begin chats now; a `restriction` event tells the same. */
  | { ask: 'restriction' }

export interface BuiltMessage {
  idMessage: string
  to: Address
  built: Uint8Array
}

export interface QuestionAnswers {
  /** For a status also its viewers as far as they have an account: who it is sent to. */
  build: { built: Uint8Array; to?: Address }
  send: { handed: number }
  lookUp: { exists: boolean; lid?: string }
  /** `url` is "" when there is none, or when its owner hides it from the account. */
  picture: { url: string; hidden: boolean }
  /** Null for ordinary people. */
  business: BusinessCard | null
  markRead: { marked: true }
  setTimer: { done: true }
  rejectCall: { done: true }
  readHistory: History
  changeOwn: { done: true }
  typing: { shown: true }
  fetchMedia: { handle: string; size: number; mimeType: string }
  /** All answers of the poll, and those this voter has chosen; none: the vote was withdrawn. */
  readVote: { name: string; options: string[]; multipleAnswers: boolean; chosen: string[] }
  /** Address of the new picture, "" when the network does not tell it. */
  setPicture: { avatar: string }
  createGroup: { group: string; inviteCode: string }
  groupCard: GroupCard
  changeMember: { done: boolean }
  changeGroup: { done: true }
  leaveGroup: { wasAdmin: boolean }
  account: LinkedAccount & { avatar: string }
  /** `until` 0: unknown. */
  restriction: { restricted: boolean; until: number }
}

/** A part of the time before linking, oldest message of each chat first. */
export interface History {
  messages: PastMessage[]
  people: { phone?: string; lid?: string; pushName: string }[]
  groups: { group: string; subject: string }[]
  archived: Address[]
}

export type PastMessage = Omit<EngineMessage, 'offline'> & {
  /** Of an own message: how far it came. */
  status: 'sent' | 'delivered' | 'read'
}

/** What the account's devices share besides messages, as somebody has changed it. */
export type OwnChange =
  /** A name in the phone book; "" when there is none any more. */
  | { change: 'contact'; person: Address; name: string }
  | { change: 'archive'; chat: Address; archived: boolean }
  /** Deleted on the account's own devices alone. */
  | { change: 'forget'; chat: Address; idMessage: string }

/** A message that a change is about; without an author it is the account's own. `at`: milliseconds since 1970. */
interface AboutMessage {
  idMessage: string
  author?: Address
  at: number
}

export type OwnWish =
  /** `fullName` "" takes the person out; `inPhone`: also in the phone's own address book. */
  | { change: 'contact'; person: Person; fullName: string; firstName: string; inPhone: boolean }
  /** With the last message of the chat. */
  | ({ change: 'archive'; chat: Address; archived: boolean } & AboutMessage)
  | ({ change: 'forget'; chat: Address } & AboutMessage)

export type Person = Extract<Address, { kind: 'person' }>

/** What a business tells of itself; "" where it tells nothing. */
export interface BusinessCard {
  description: string
  email: string
  category: string
}

export interface GroupChange {
  subject?: string
  announcement?: boolean
  locked?: boolean
  /** Seconds after which messages disappear, 0: never. */
  ephemeral?: number
}

/** A group as its members see it. Times are in seconds since 1970. */
export interface GroupCard {
  subject: string
  description: string
  owner?: Address
  creation: number
  subjectOwner?: Address
  subjectTime: number
  /** Seconds after which messages disappear, 0: never. */
  ephemeral: number
  /** Only admins change subject, picture and the like. */
  locked: boolean
  /** Only admins write. */
  announcement: boolean
  /** Every member may add people. */
  openToAdd: boolean
  isCommunity: boolean
  isCommunityAnnounce: boolean
  /** "" unless the account is an admin. */
  inviteCode: string
  members: { address: Address; rank: 'member' | 'admin' | 'superadmin' }[]
}

/** Words for what may go wrong with a question. `retry` ones leave the question worth asking again. */
export type EngineProblemCode =
  | 'notOpen' // no open session (retry after `opened`)
  | 'timeout' // the network did not answer (retry)
  | 'disconnected' // the socket closed while waiting (retry)
  | 'noAccount' // the number has no account on the network
  | 'notInGroup'
  | 'refused' // the network refused; `text` says why
  | 'restricted' // the account may begin no chat now; the message can be sent when it may
  | 'mediaGone' // the file is no longer held
  | 'mediaTooLarge'
  | 'badContent' // content that this engine cannot say
  | 'failed' // anything else; poison after repeated failures

export interface EngineProblem {
  code: EngineProblemCode
  text: string
}

export interface LinkedAccount {
  /** Digits of the account's number. */
  phone: string
  lid?: string
  pushName: string
  /** Full device address as the network writes it. */
  deviceId: string
  platform: string
}

export type LinkFailureReason =
  | 'expired' // nobody scanned in time
  | 'refused' // the network or the phone refused (also: code refused)
  | 'passkeyRequired' // the account demands a passkey, which this engine cannot answer
  | 'cancelled'
  | 'disconnected' // network trouble for longer than the phase's deadline
  | 'versionRefused' // needs another protocol version
  | 'foreignNetwork' // trust root or address does not belong to the installation's network

export type CloseReason =
  | 'asked' // by `close`
  | 'loggedOut' // unlinked from the phone or by `logout`: erase, link anew
  | 'banned' // account blocked by the messenger: stop
  | 'replaced' // another connection with the same credentials: stop, someone else holds it
  | 'restart' // the network asks for an immediate reconnect
  | 'lost' // connection lost: reconnect with back-off
  | 'badSession' // stream error: reconnect with longer back-off
  | 'unavailable' // service says 503: back off
  | 'versionRefused' // 405: needs another protocol version; raise an alarm, do not loop
  | 'leaseLost' // the store fenced us
  | 'flooded' // pending inbox bytes over the bound: resume when drained
  | 'failed'

/** A message that the account received or sent from another device, already committed as an inbox row. */
export interface EngineMessage {
  chat: Address
  author: Address
  fromMe: boolean
  idMessage: string
  /** Milliseconds since 1970, from the network. */
  at: number
  /** Author's own profile name, "" when not told. */
  pushName: string
  /**
   * Part of the dedupe key: `message`, `edit`, `revoke`, `reaction`, `poll-vote`, `timer`, `call` (a call made on the phone), `app-state`
   * (`data.changes` holds `OwnChange`s), `history` (its bytes are read by `readHistory`).
   */
  contentClass: string
  content: Content
  /** The network's message bytes, kept for quoting, forwarding, resending and media download. */
  raw: Uint8Array
  /** Came from the offline queue. */
  offline: boolean
}

export type CallStage = 'offer' | 'pickUp' | 'hangUp' | 'missed' | 'declined'

export type EngineEvent =
  | { on: 'qr'; instance: number; attempt: string; qr: string; expiresAt: number }
  | { on: 'code'; instance: number; attempt: string; code: string; expiresAt: number }
  /** Scanned or code typed; the session is being established. */
  | { on: 'pairing'; instance: number; attempt: string }
  /** Credentials are durable; the session goes on to `opened` by itself. */
  | { on: 'linked'; instance: number; attempt: string; account: LinkedAccount }
  | { on: 'linkFailed'; instance: number; attempt: string; reason: LinkFailureReason; text: string }
  | { on: 'opened'; instance: number; epoch: number; account: LinkedAccount }
  | { on: 'closed'; instance: number; epoch: number; reason: CloseReason; text: string }
  /** Handled when the row `inbox` is deleted in the transaction that records the message; repeated after a restart. */
  | { on: 'message'; instance: number; epoch: number; inbox: string; message: EngineMessage }
  /** A message that could not be decrypted (yet), or was not given to this device; a `message` with its id may follow. */
  | {
      on: 'undecryptable'
      instance: number
      chat: Address
      author: Address
      fromMe: boolean
      idMessage: string
      at: number
    }
  /** The network accepted (`error` absent) or refused a handed message. */
  | { on: 'ack'; instance: number; idMessage: string; error?: EngineProblem }
  | {
      on: 'receipt'
      instance: number
      chat: Address
      by: Address
      idMessages: string[]
      status: 'delivered' | 'read' | 'played'
      at: number
    }
  /**
   * Somebody calls (`offer`), or the call is over for this device: taken on the phone, given up by the caller, rung out,
   * declined. An end may come without its offer.
   */
  | {
      on: 'call'
      instance: number
      idCall: string
      from: Address
      stage: CallStage
      /** Told with the offer alone. */
      isVideo: boolean
      isGroup: boolean
      at: number
    }
  /** The person of the account blocked somebody, or no longer blocks them. */
  | { on: 'block'; instance: number; person: Address; blocked: boolean; at: number }
  /** A number and a LID are one person, whom the gateway need not have met. */
  | { on: 'peer'; instance: number; phone: string; lid: string }
  /** A group has this subject now. */
  | { on: 'group'; instance: number; group: string; subject: string }
  /** The account has begun as many chats as it may: no more before `until` (0: unknown), or more again (null). */
  | { on: 'capped'; instance: number; until: number | null }
  /** Sending restricted (`until` 0: unknown end) or free again (`restricted` false). */
  | { on: 'restriction'; instance: number; restricted: boolean; until: number; text: string }
  | { on: 'answer'; request: string; ok: true; value: QuestionAnswers[keyof QuestionAnswers] }
  | { on: 'answer'; request: string; ok: false; problem: EngineProblem }

/** One session host. Events of an instance arrive in order. */
export interface EngineHost {
  post(command: EngineCommand): void
  /** The one listener of the host's events. */
  listen(listener: (event: EngineEvent) => void): void
  /** Closes every session as `close` does, then resolves. */
  stop(): Promise<void>
}

/** A row of the inbox: what a decrypted stanza said, committed with the ratchet step, before its receipt left. */
export interface InboxRow {
  /** Hash of the ciphertext: decrypting the same stanza again finds the row instead of the ratchet. */
  id: string
  /** What the host needs to make an `EngineMessage` of it again. Opaque to the gateway. */
  stanza: Uint8Array
  plaintext: Uint8Array
}

export interface SessionKey {
  type: string
  id: string
  /** null deletes. */
  value: Uint8Array | null
}

/** One durable step of session state; all of it or nothing. */
export interface SessionChange {
  creds?: Uint8Array
  keys?: SessionKey[]
  inbox?: InboxRow[]
  /** State from a backup is fit to be used again: keys of these types are dropped first. */
  renewed?: { forget: readonly string[] }
}

/**
 * Where a host keeps session state; the gateway seals it. `commit` and `erase` reject with the failure
 * `leaseLost` when `epoch` is no longer the lease's, and change nothing.
 */
export interface SessionStore {
  creds(instance: number): Promise<Uint8Array | undefined>
  keys(instance: number, type: string, ids: readonly string[]): Promise<Map<string, Uint8Array>>
  commit(instance: number, epoch: number, change: SessionChange): Promise<void>
  /** Removes credentials and keys; inbox rows stay, they are messages. */
  erase(instance: number, epoch: number): Promise<void>
  /** Inbox rows not yet recorded, oldest first. */
  inbox(instance: number): Promise<InboxRow[]>
  /** An inbox row by id, also after it was recorded (kept a while for redelivered stanzas); undefined when unknown. */
  inboxRow(instance: number, id: string): Promise<InboxRow | undefined>
  /** The bytes of an own sent message, for resending on a retry receipt. */
  sentMessage(instance: number, idMessage: string): Promise<Uint8Array | undefined>
}
