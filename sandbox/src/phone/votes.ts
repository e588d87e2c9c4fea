import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { proto } from 'baileys'

/** What a vote is bound to: the poll, and both people as the chat spells them. */
export interface VoteNames {
  idPoll: string
  creator: string
  voter: string
}

const TAG = 16

/** The key of a vote: HKDF-like, with the poll's secret as salted input (written from the protocol, not the library). */
function keyOf(secret: Uint8Array, { idPoll, creator, voter }: VoteNames): Buffer {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(secret).digest()
  const info = Buffer.concat([Buffer.from(`${idPoll}${creator}${voter}Poll Vote`), Buffer.from([1])])
  return createHmac('sha256', extracted).update(info).digest()
}

const additional = ({ idPoll, voter }: VoteNames) => Buffer.from(`${idPoll}\0${voter}`)

const hashOf = (option: string) => createHash('sha256').update(option).digest()

/** Seals a vote for these options of a poll. */
export function sealVote(secret: Uint8Array, names: VoteNames, options: string[]): proto.Message.IPollEncValue {
  const plain = proto.Message.PollVoteMessage.encode({ selectedOptions: options.map(hashOf) }).finish()
  const encIv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, names), encIv).setAAD(additional(names))
  const encPayload = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return { encPayload, encIv }
}

/** Which of a poll's options a vote names. Throws when it does not open. */
export function openVote(
  secret: Uint8Array,
  names: VoteNames,
  sealed: proto.Message.IPollEncValue,
  options: string[],
): string[] {
  const body = Buffer.from(sealed.encPayload ?? [])
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, names), sealed.encIv ?? new Uint8Array())
  decipher.setAAD(additional(names)).setAuthTag(body.subarray(-TAG))
  const plain = Buffer.concat([decipher.update(body.subarray(0, -TAG)), decipher.final()])
  const hashes = proto.Message.PollVoteMessage.decode(plain).selectedOptions ?? []
  const chosen = new Set(hashes.map((hash) => Buffer.from(hash).toString('hex')))
  return options.filter((option) => chosen.has(hashOf(option).toString('hex')))
}
