/**
 * What a message says, in the product's own words: the form that queues, the engine port and the journal share.
 * Chats and people are named by `Address`; media by handle of the media store, never by bytes.
 */
export interface Quoted {
  /** Id of the quoted message in the same chat. */
  idMessage: string
  /** Author's chatId (`…@c.us` or `…@lid`). */
  participant: string
  /** What the quoted message said, as far as the journal knows it. */
  content?: Content
}

export interface LinkPreview {
  link: string
  title: string
  description?: string
  size?: 'large' | 'small'
  /** base64 JPEG. */
  jpegThumbnail?: string
}

/** How a status looks, and for whom it was posted; what tells a status from a message. */
export interface StatusLook {
  /** chatIds of the viewers chosen; none: everybody in the contact list. */
  participants: string[]
  /** `#RRGGBB` */
  backgroundColor?: string
  /** Name of the contract (statuses.json, font). */
  font?: string
}

export interface TextContent {
  kind: 'text'
  text: string
  status?: StatusLook
  preview?: LinkPreview
  quoted?: Quoted
  forwardingScore?: number
}

export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

export interface FileContent {
  kind: 'file'
  fileKind: FileKind
  /** Handle of the media store. Absent while the file has not been fetched from the messenger. */
  handle?: string
  fileName: string
  mimeType: string
  caption?: string
  /** base64 JPEG. */
  jpegThumbnail?: string
  size?: number
  /** Length of a sound or video. */
  seconds?: number
  /** How loud a voice note is over its time: 64 values from 0 to 100, base64. */
  waveform?: string
  /** Of a video, in pixels as it is shown. */
  width?: number
  height?: number
  quoted?: Quoted
  forwardingScore?: number
  isAnimated?: boolean
  status?: StatusLook
}

/** Everything that is neither text nor file: places, contacts, polls, buttons, reactions, edits, removals. */
export interface OtherContent {
  kind: 'other'
  /** typeMessage of the contract, when one exists. */
  typeMessage: string
  /** The inside of the contract's data object for this typeMessage. */
  data: Record<string, unknown>
  quoted?: Quoted
  /** For a removal: chatId of the author of the message that goes; absent when it is our own. */
  author?: string
}

export type Content = TextContent | FileContent | OtherContent

/** By number or LID or both, digits only. */
export type PersonAddress = { kind: 'person'; phone?: string; lid?: string }

/**
 * Who a chat is: a person, a group, or the statuses of everybody, which are one chat. A status that is sent names its
 * viewers.
 */
export type Address = ChatAddress | { kind: 'status'; viewers?: PersonAddress[] }

/** What a chatId can name. */
export type ChatAddress = PersonAddress | { kind: 'group'; id: string }

/** The network's one address of all statuses; the contract has none. */
export const STATUS_CHAT = 'status@broadcast'

/**
 * chatId of the contract (`…@c.us`, `…@lid`, `…@g.us`); a person is named by number while one is known, with `byLid`
 * by LID while one is known.
 */
export function chatIdOf(address: Address, byLid = false): string {
  if (address.kind === 'group') return `${address.id}@g.us`
  if (address.kind === 'status') return STATUS_CHAT
  const { phone, lid } = address
  return phone === undefined || (byLid && lid !== undefined) ? `${lid ?? ''}@lid` : `${phone}@c.us`
}

/** Reads a chatId; undefined when it has none of the contract's forms (sending.md, chatId). */
export function addressOf(chatId: string): ChatAddress | undefined {
  const match = /^(?:(?<phone>[0-9]{5,20})@c\.us|(?<lid>[0-9]{5,20})@lid|(?<group>[0-9]+(?:-[0-9]+)?)@g\.us)$/.exec(
    chatId,
  )
  const { phone, lid, group } = match?.groups ?? {}
  if (phone !== undefined) return { kind: 'person', phone }
  if (lid !== undefined) return { kind: 'person', lid }
  if (group !== undefined) return { kind: 'group', id: group }
  return undefined
}
