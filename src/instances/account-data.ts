import type { Ports } from '../contract/ports.ts'
import { EngineError } from '../engines/client.ts'
import type { QuestionAnswers } from '../engines/port.ts'
import type { InstanceCaller } from './caller.ts'
import { widOf } from './instance.ts'
import { freshInstance } from './known-instances.ts'

export interface AccountData {
  avatar: string
  phone: string
  stateInstance: string
  deviceId: string
  name: string
  chatId?: string
  /** Seconds since 1970. */
  suspendedUntil?: number
}

const LIVE_DEADLINE = 5000

/**
 * What is known of the linked account. Picture and name are asked of the session, which hears of a new name when the
 * phone next writes; without its answer the picture is left out and the name is that of the last connection.
 */
export async function accountData(caller: InstanceCaller, ports: Ports): Promise<AccountData> {
  const { row } = (await freshInstance(caller.id, ports)) ?? caller
  const known = row.state === 'authorized' || row.state === 'suspended'
  if (!known || row.phone === null) return { avatar: '', phone: '', stateInstance: row.state, deviceId: '', name: '' }
  const until = row.state === 'suspended' ? row.restricted_until : null
  const live = await liveAccount(row.id, ports)
  return {
    avatar: live?.avatar ?? '',
    phone: row.phone,
    stateInstance: row.state,
    deviceId: row.device_id,
    name: live?.pushName || row.push_name,
    chatId: widOf(row),
    ...(until ? { suspendedUntil: Math.floor(until / 1000) } : {}),
  }
}

async function liveAccount(instance: number, { engine, log }: Ports): Promise<QuestionAnswers['account'] | undefined> {
  try {
    return await engine.ask(instance, { ask: 'account' }, LIVE_DEADLINE)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    log.debug({ instance, problem: error.problem.code }, 'no account data from the network')
    return undefined
  }
}
