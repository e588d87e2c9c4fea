import type { Address } from '../../base/content.ts'
import { findPeer, peerById } from '../../instances/peers.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { isBridged } from './bridge.ts'
import { writeSupport, type Said } from './chat.ts'

/** An answer as it arrived in a chat of an instance. */
export interface ArrivedReply {
  instance: number
  idMessage: string
  chat: Address
  /** Id of the message that it answers. */
  quoted: string
  /** What the author is called. */
  name: string
  /** JSON of the content. */
  content: string
  /** The network's bytes, where a file of it is still to be fetched. */
  raw?: Uint8Array | undefined
  at: number
}

/**
 * Keeps a message for the support chat that it belongs to: one that quotes a message of an account, in the chat that is
 * bridged now. Everything else is none of ours: nothing is guessed. True when it was kept.
 */
export function* keepReply(input: ArrivedReply): Step<boolean> {
  const { instance, idMessage, at } = input
  const quoted = yield* one<{ account: string; peer: string; chat: string }>(sql`
    select account, peer, chat from support_bridged
    where instance = ${instance} and id_message = ${input.quoted}`)
  if (!quoted || !(yield* isBridged({ instance, chat: quoted.chat }))) return false
  const bridged = yield* peerById(quoted.peer)
  const here = yield* findPeer({ instance, address: input.chat })
  // a message of a group can be answered in private: that answer is not for the account
  if (!bridged || here?.[0].id !== bridged.id) return false
  const kept = yield* run(sql`
    insert into support_reply (instance, id_message, account, name, content, raw, at, attempts, next_at, failed)
    values (${instance}, ${idMessage}, ${quoted.account}, ${input.name}, ${input.content}, ${input.raw ?? null}, ${at}, 0,
      ${at}, '')
    on conflict (instance, id_message) do nothing`)
  return kept === 1
}

/** An answer on its way into a support chat. */
export interface Reply {
  instance: number
  id_message: string
  account: string
  name: string
  content: string
  raw: Uint8Array | null
  attempts: number
}

/** Answers that may be shown now, in the order in which they came. */
export function* dueReplies(input: { at: number; limit: number }): Step<Reply[]> {
  return yield* all<Reply>(sql`
    select instance, id_message, account, name, content, raw, attempts from support_reply
    where failed = '' and next_at <= ${input.at} order by at, id_message limit ${input.limit}`)
}

type Which = Pick<Reply, 'instance'> & { idMessage: string }

/**
 * Writes an answer into its support chat, once: its row ends with it. In the name of whoever set the bridge. False when
 * another was quicker, or the bridge goes elsewhere by now.
 */
export function* deliverReply(input: Which & { said: Omit<Said, 'person' | 'side'> }): Step<boolean> {
  const { instance, idMessage, said } = input
  const bridge = yield* one<{ person: string }>(sql`select person from support_bridge where instance = ${instance}`)
  if (!bridge) {
    yield* failReply({ instance, idMessage, reason: 'The bridge went elsewhere before the answer was shown.' })
    return false
  }
  const gone = yield* run(sql`
    delete from support_reply where instance = ${instance} and id_message = ${idMessage} and failed = ''`)
  if (gone === 0) return false
  yield* writeSupport({ ...said, person: bridge.person, side: 'operator' })
  return true
}

/** An answer whose file could not be had now is tried again. */
export function* delayReply(input: Which & { nextAt: number }): Step<void> {
  yield* run(sql`
    update support_reply set attempts = attempts + 1, next_at = ${input.nextAt}
    where instance = ${input.instance} and id_message = ${input.idMessage}`)
}

/** An answer that cannot be shown is kept with the reason. */
export function* failReply(input: Which & { reason: string }): Step<void> {
  yield* run(sql`
    update support_reply set failed = ${input.reason}, raw = null
    where instance = ${input.instance} and id_message = ${input.idMessage}`)
}
