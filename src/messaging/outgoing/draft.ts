import type { Address, Content } from '../../base/content.ts'

/**
 * What a queue row has to say, as accepted. What must be fetched from outside (the file of a link, the page of a
 * preview) is fetched when its turn comes, so that accepting costs one commit and no network.
 */
export interface Draft {
  content: Content
  /** The file of `content` is fetched from here at send time. */
  urlFile?: string
  /** Signed address of the stored file, once it is stored; for outgoingAPIMessageReceived. */
  downloadUrl?: string
  /** A card is made at send time: the caller's own, or from the page of the first link. */
  card?: Card
  /** The typing notice says "recording". */
  recording?: boolean
  /** A known message is forwarded: its own bytes are sent again, so that its file needs no second upload. */
  forward?: { chat: Address; idMessage: string }
  /** Known to be in vain when it was accepted: ends as failed with this description. */
  refused?: string
}

export interface Card {
  size?: 'large' | 'small'
  custom?: {
    title: string
    description?: string
    link?: string
    urlFile?: string
    jpegThumbnail?: string
  }
}
