import type { Ports } from '../contract/ports.ts'
import { EngineError } from '../engines/client.ts'
import type { InstanceCaller } from './instance-method.ts'
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

const AVATAR_DEADLINE = 5000

/** What is known of the linked account; the picture is asked of the network and left out when it does not answer. */
export async function accountData(caller: InstanceCaller, ports: Ports): Promise<AccountData> {
  const { row } = (await freshInstance(caller.id, ports)) ?? caller
  const known = row.state === 'authorized' || row.state === 'suspended'
  if (!known || row.phone === null) return { avatar: '', phone: '', stateInstance: row.state, deviceId: '', name: '' }
  const until = row.state === 'suspended' ? row.restricted_until : null
  return {
    avatar: await avatarOf(row.id, ports),
    phone: row.phone,
    stateInstance: row.state,
    deviceId: row.device_id,
    name: row.push_name,
    chatId: widOf(row),
    ...(until ? { suspendedUntil: Math.floor(until / 1000) } : {}),
  }
}

async function avatarOf(instance: number, { engine, log }: Ports): Promise<string> {
  try {
    return (await engine.ask(instance, { ask: 'account' }, AVATAR_DEADLINE)).avatar
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    log.debug({ instance, problem: error.problem.code }, 'no profile picture from the network')
    return ''
  }
}
