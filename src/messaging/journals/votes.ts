import { chatIdOf, type OtherContent } from '../../base/content.ts'
import { EngineError, type EngineClient } from '../../engines/client.ts'
import type { EngineMessage } from '../../engines/port.ts'
import type { Store } from '../../store/port/store.ts'
import { readRawMessage } from './raw-message.ts'

/**
 * A vote with what was voted for, each answer of the poll in order with this voter where chosen (notifications.md,
 * pollUpdateMessage). A vote on a poll that nobody kept, or that does not open, stays as it came. Rejects only when
 * the engine has stopped.
 */
export async function withVotes(
  instance: number,
  content: OtherContent,
  { chat, author, raw }: Pick<EngineMessage, 'chat' | 'author' | 'raw'>,
  { store, engine }: { store: Store; engine: EngineClient },
): Promise<OtherContent> {
  const idPoll = String(content.data['stanzaId'])
  const poll = await store.read(readRawMessage, { instance, chat, idMessage: idPoll })
  if (!poll) return content
  try {
    const question = {
      ask: 'readVote',
      poll: poll.raw,
      vote: raw,
      idPoll,
      creator: poll.author,
      voter: author,
    } as const
    const { name, options, multipleAnswers, chosen } = await engine.ask(instance, question)
    const voter = chatIdOf(author)
    const votes = options.map((optionName) => ({
      optionName,
      optionVoters: chosen.includes(optionName) ? [voter] : [],
    }))
    return { ...content, data: { stanzaId: idPoll, name, votes, multipleAnswers } }
  } catch (error) {
    if (error instanceof EngineError && error.problem.code === 'badContent') return content
    throw error
  }
}
