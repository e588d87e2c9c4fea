import type { BinaryNode } from 'baileys'
import type { Device, World } from '../state/model.ts'
import { answerChannel, type ChannelVariables } from './channels.ts'
import { answerRestriction } from './restrictions.ts'
import { bytes, child, failure, result } from './stanza.ts'

const REFUSALS = { 403: 'Forbidden', 404: 'Not Found' }

/** `xmlns="w:mex"`: questions under numbers of their own, about what holds the account back and about channels. */
export function answerMex(world: World, { account }: Device, node: BinaryNode): BinaryNode {
  const query = child(node, 'query')
  const asked = bytes(query)
  if (!asked) return failure(node, 400, 'bad-request')
  const id = query?.attrs.query_id ?? ''
  const { variables = {} } = JSON.parse(asked.toString()) as { variables?: ChannelVariables }
  const answer = answerRestriction(account, id) ?? answerChannel(world, account, id, variables)
  if (answer === undefined) return failure(node, 501, 'feature-not-implemented')
  const told =
    typeof answer === 'number'
      ? { errors: [{ message: REFUSALS[answer], extensions: { error_code: answer } }] }
      : { data: answer }
  return result(node, [{ tag: 'result', attrs: {}, content: Buffer.from(JSON.stringify(told)) }])
}
