import { createHash } from 'node:crypto'
import type { Address } from '../../base/content.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import { decryptPollVote, normalizeMessageContent, proto } from './library.ts'
import { Problem } from './problem.ts'

/**
 * Opens a vote with the secret of its poll. The seal is bound to poll, creator and voter as the network spells them;
 * which of a person's two names that was is not told, so each is tried: only the right one opens it. Options are named
 * by the SHA-256 of their text. Needs no session.
 */
export function readVote(question: Extract<EngineQuestion, { ask: 'readVote' }>): QuestionAnswers['readVote'] {
  const message = proto.Message.decode(question.poll)
  const content = normalizeMessageContent(message) ?? message
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
  const secret = message.messageContextInfo?.messageSecret
  const sealed = normalizeMessageContent(proto.Message.decode(question.vote))?.pollUpdateMessage?.vote
  if (!poll || !secret || !sealed) throw new Problem('badContent', 'this is no vote on a poll')
  const options = (poll.options ?? []).map(({ optionName }) => optionName ?? '')
  const hashes = new Set(opened(question, secret, sealed).map((hash) => Buffer.from(hash).toString('hex')))
  return {
    name: poll.name ?? '',
    options,
    multipleAnswers: (poll.selectableOptionsCount ?? 0) !== 1,
    chosen: options.filter((option) => hashes.has(createHash('sha256').update(option).digest('hex'))),
  }
}

function opened(
  { idPoll, creator, voter }: Extract<EngineQuestion, { ask: 'readVote' }>,
  pollEncKey: Uint8Array,
  sealed: proto.Message.IPollEncValue,
): Uint8Array[] {
  for (const pollCreatorJid of spellings(creator)) {
    for (const voterJid of spellings(voter)) {
      try {
        const names = { pollCreatorJid, pollMsgId: idPoll, pollEncKey, voterJid }
        return decryptPollVote(sealed, names).selectedOptions ?? []
      } catch {
        // another spelling
      }
    }
  }
  throw new Problem('badContent', 'the vote does not open with the secret of its poll')
}

function spellings(person: Address): string[] {
  if (person.kind !== 'person') return []
  const { lid, phone } = person
  return [...(lid === undefined ? [] : [`${lid}@lid`]), ...(phone === undefined ? [] : [`${phone}@s.whatsapp.net`])]
}
