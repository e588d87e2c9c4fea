import { commandDone, commandsOf, type Command } from './commands.ts'
import { arm, disarm, type Held, type Watch } from './held.ts'
import { findInstance } from './known-instances.ts'
import { askCode, cancel, cancelThen, startAttempt } from './linking.ts'
import { hasCreds } from './session-state.ts'
import { claim, closed, closeThen, enter, forgetAccount, openSoon, release } from './sessions.ts'

const LOGOUT_DEADLINE = 15_000

/** Carries out what is wished of an instance, oldest wish first; leaves it to the node that holds it, if another does. */
export async function carryOut(watch: Watch, instance: number): Promise<void> {
  for (const command of await watch.ports.store.read(commandsOf, { instance })) {
    if (watch.stopping) return
    const taken = watch.held.get(instance) ?? (needsNoSession(command) ? true : await claim(watch, instance))
    if (!taken) return
    // a wish that ends later deletes its row then: after a kill it is carried out again
    if (await carryOutOne(watch, command)) await watch.ports.store.write(commandDone, command)
  }
}

/** Starting an attempt claims the lease itself, in the transaction that opens it. */
function needsNoSession({ kind }: Command): boolean {
  return kind === 'link' || kind === 'code'
}

/** True when the wish is done, false when its row is deleted later. */
async function carryOutOne(watch: Watch, command: Command): Promise<boolean> {
  const { instance, kind } = command
  const held = watch.held.get(instance)
  const free = !held || held.phase === 'idle'
  if (kind === 'link' && free) await startAttempt(watch, instance, null)
  if (kind === 'code' && (free || held.phase === 'linking')) await askCode(watch, instance, command.detail)
  if (!held) return true
  if (kind === 'logout' || kind === 'remove') return await unlink(watch, held, command)
  if (kind === 'reboot') await reboot(watch, held)
  if (kind === 'reopen') {
    if (held.phase === 'open' || held.phase === 'opening') closeThen(watch, held, { do: 'open' })
    if (held.phase === 'idle' || held.phase === 'waiting') openSoon(watch, held)
  }
  return true
}

async function reboot(watch: Watch, held: Held): Promise<void> {
  const { store } = watch.ports
  const { instance } = held
  if (held.phase === 'linking') return cancelThen(watch, held, null)
  if (!(await store.read(hasCreds, { instance }))) return await nothingToResume(watch, held)
  await enter(watch, held, { state: 'starting', reason: 'reboot', restrictedUntil: null })
  held.fresh = true
  held.tries = 0
  held.downSince = watch.ports.clock.now()
  if (held.phase !== 'closing') closeThen(watch, held, { do: 'open' })
}

/** There are no keys here. An instance that is not authorized loses nothing by that, any other is told. */
async function nothingToResume(watch: Watch, held: Held): Promise<void> {
  const row = await watch.ports.store.read(findInstance, { id: held.instance })
  if (row?.state === 'notAuthorized') await release(watch, held)
  else await forgetAccount(watch, held, 'there is no session to resume')
}

/** Logs the device out where it can and forgets the account in any case. True when that is done already. */
async function unlink(watch: Watch, held: Held, command: Command): Promise<boolean> {
  const { store, engine, clock } = watch.ports
  const { instance, epoch } = held
  if (held.afterwards?.do === 'forget') return false
  const reason = command.kind === 'logout' ? 'logged out' : 'deleted'
  const linked = await store.read(hasCreds, { instance })
  if (command.kind === 'logout' && (held.phase === 'linking' || !linked)) {
    if (held.phase !== 'linking') await nothingToResume(watch, held)
    return true
  }
  if (held.phase === 'linking' || !linked) {
    cancel(watch, held)
    await forgetAccount(watch, held, reason, command)
    return false
  }
  disarm(held)
  watch.queue.delete(instance)
  held.afterwards = { do: 'forget', reason, command }
  held.phase = 'closing'
  arm(watch, held, clock.now() + LOGOUT_DEADLINE, () => {
    engine.post({ do: 'close', instance })
    held.afterwards = {
      do: 'forget',
      reason: `${reason}; the network did not answer, remove the device on the phone`,
      command,
    }
    return closed(watch, held, 'asked', '')
  })
  engine.post({ do: 'logout', instance, epoch })
  return false
}
