import { Type } from 'typebox'
import { EngineError } from '../engines/client.ts'
import type { Person } from '../engines/port.ts'
import { addressOf, type ChatAddress } from '../base/content.ts'
import { Failure } from '../base/errors.ts'
import { validationFailed } from '../contract/kernel-failures.ts'
import { GroupId, PersonId } from '../contract/schema.ts'
import { troubleOf } from '../instances/engine-failures.ts'

export const groupField = { groupId: GroupId }
export const memberFields = { ...groupField, participantChatId: PersonId }

export const GroupName = Type.String({ minLength: 1, maxLength: 100, description: 'Subject of the group.' })

/** Digits of a groupId that the schema has passed. */
export const groupOf = (groupId: string): string => groupId.replace(/@g\.us$/, '')

/** A person or group that the schema has passed. */
export function chatOf(chatId: string): ChatAddress {
  const address = addressOf(chatId)
  if (!address) throw new Failure(validationFailed)
  return address
}

/** A person that the schema has passed. */
export function personOf(chatId: string): Person {
  const address = addressOf(chatId)
  if (address?.kind !== 'person') throw new Failure(validationFailed)
  return address
}

/** The link of an invite code, "" without one (groups.json, groupInviteLink). */
export const inviteLink = (code: string): string => (code === '' ? '' : `https://chat.whatsapp.com/${code}`)

/**
 * Answers a messenger's refusal with the contract's flag; everything else is a failure of the call (groups.md:
 * refusals are HTTP 200). For `.catch`.
 */
export function orRefused<T>(answer: (word: string) => T): (error: unknown) => T {
  return (error) => {
    if (error instanceof EngineError && error.problem.code === 'refused') return answer(error.problem.text)
    return troubleOf(error)
  }
}
