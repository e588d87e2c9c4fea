import type { CloseReason, EngineCommand, EngineEvent, EngineHost, LinkFailureReason } from '../engines/port.ts'
import type { Store } from '../store/port/store.ts'
import { commitSession, eraseSession, hasCreds } from './session-state.ts'
import { accountOf, type TestClock } from './world.spec-suite.ts'

/** What the network itself knows, whatever becomes of gateways. */
export interface Truth {
  linked: Set<number>
  banned: Set<number>
}

interface World {
  store: Store
  clock: TestClock
  truth: Truth
  random: () => number
}

export interface SimulatedHost extends EngineHost {
  open: Map<number, number>
  /** Nothing more happens: the process was killed. */
  kill(): void
  /** Something happens to an open session. */
  disturb(instance: number, reason: CloseReason): void
  /** No more failures. */
  calm: boolean
}

const FAILURES: readonly LinkFailureReason[] = ['expired', 'refused', 'passkeyRequired', 'disconnected']

/** A host that does what a real one does, after pauses and with failures that the random source decides. */
export function simulatedHost({ store, clock, truth, random }: World): SimulatedHost {
  let listener: (event: EngineEvent) => void = () => undefined
  let dead = false
  const open = new Map<number, number>()
  const attempts = new Map<number, string>()
  const pause = async (most: number) => {
    await clock.sleepUntil(clock.now() + 1 + Math.floor(random() * most))
    return !dead
  }
  const emit = (event: EngineEvent) => void (dead || listener(event))
  const closed = (instance: number, epoch: number, reason: CloseReason) => {
    open.delete(instance)
    emit({ on: 'closed', instance, epoch, reason, text: '' })
  }
  const resume = async (instance: number, epoch: number) => {
    if (!(await pause(2000))) return
    if (truth.banned.has(instance)) return closed(instance, epoch, 'banned')
    if (!truth.linked.has(instance)) return closed(instance, epoch, 'loggedOut')
    if (!host.calm && random() < 0.3) return closed(instance, epoch, random() < 0.5 ? 'lost' : 'unavailable')
    open.set(instance, epoch)
    emit({ on: 'opened', instance, epoch, account: accountOf() })
  }
  const link = async ({ instance, epoch, attempt }: EngineCommand & { do: 'link' }) => {
    attempts.set(instance, attempt)
    const going = () => !dead && attempts.get(instance) === attempt
    await store.write(eraseSession, { instance, epoch })
    if (!(await pause(1000)) || !going()) return
    emit({ on: 'qr', instance, attempt, qr: attempt, expiresAt: clock.now() + 20_000 })
    if (!(await pause(15_000)) || !going()) return
    if (host.calm || random() < 0.4) {
      const reason = host.calm ? 'expired' : (FAILURES[Math.floor(random() * FAILURES.length)] ?? 'expired')
      attempts.delete(instance)
      emit({ on: 'linkFailed', instance, attempt, reason, text: '' })
      return
    }
    emit({ on: 'pairing', instance, attempt })
    await store.write(commitSession, { instance, epoch, at: clock.now(), creds: Buffer.from('creds') })
    if (!going()) return
    emit({ on: 'linked', instance, attempt, account: accountOf() })
    truth.linked.add(instance)
    attempts.delete(instance)
    await resume(instance, epoch)
  }
  const logout = async (instance: number, epoch: number) => {
    if (!(await pause(500))) return
    // now and then the network does not hear it
    if (host.calm || random() < 0.7) truth.linked.delete(instance)
    if (await store.read(hasCreds, { instance })) await store.write(eraseSession, { instance, epoch })
    closed(instance, epoch, 'loggedOut')
  }
  const host: SimulatedHost = {
    open,
    calm: false,
    kill: () => (dead = true),
    disturb(instance, reason) {
      const epoch = open.get(instance)
      if (epoch !== undefined) closed(instance, epoch, reason)
    },
    listen: (heard) => void (listener = heard),
    stop: () => Promise.resolve(),
    post(command) {
      if (dead || command.do === 'ask') return
      const { instance } = command
      // a fenced write ends the work; the real host reports it as leaseLost
      const quietly = (work: Promise<void>) => void work.catch(() => undefined)
      if (command.do === 'open') quietly(resume(instance, command.epoch))
      if (command.do === 'link') quietly(link(command))
      if (command.do === 'logout') quietly(logout(instance, command.epoch))
      if (command.do === 'close') closed(instance, open.get(instance) ?? 0, 'asked')
      if (command.do === 'cancelLink' && attempts.get(instance) === command.attempt) {
        attempts.delete(instance)
        emit({ on: 'linkFailed', instance, attempt: command.attempt, reason: 'cancelled', text: '' })
      }
    },
  }
  return host
}
