import { mintId } from '../../base/ids.ts'
import { markChatRead } from '../journals/mark-read.ts'
import { outcomeOf, prepare, type Ready } from './prepare.ts'
import { settleAndTake, type Outcome } from './settle.ts'
import { takeNext, type Due, type Take, type Turn } from './take.ts'
import type { SendingWorld } from './world.ts'

/** An idle sender looks by itself this often, should a nudge get lost. */
const LOOK_MS = 15_000
/** A handed row without the network's verdict is handed again after this time. */
const VERDICT_MS = 120_000
/** Longest wait for a message to be handed to the network. */
const SEND_MS = 60_000
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000

/** The sender of one open session. One at a time for an instance: it ends with the session. */
export interface Sender {
  /** Look at the queue now. */
  wake(): void
  /** Starts nothing more; resolves when what was under way has been settled. */
  stop(): Promise<void>
}

interface Lane {
  readonly instance: number
  /** Rows handed until then belong to an earlier session. */
  readonly openedAt: number
  closed: boolean
  nudged: boolean
  /** Ends the present pause. */
  pause: AbortController
  readonly closing: AbortController
}

/** Starts sending the queue of an instance whose session has opened. */
export function startSender(instance: number, world: SendingWorld): Sender {
  const lane: Lane = {
    instance,
    openedAt: world.clock.now(),
    closed: false,
    nudged: false,
    pause: new AbortController(),
    closing: new AbortController(),
  }
  const log = world.log.child({ idInstance: instance })
  const done = drive(lane, { ...world, log }).catch((error: unknown) => log.error({ err: error }, 'sender stopped'))
  return {
    wake() {
      lane.nudged = true
      lane.pause.abort()
    },
    async stop() {
      lane.closed = true
      lane.pause.abort()
      lane.closing.abort()
      await done
    },
  }
}

async function drive(lane: Lane, world: SendingWorld): Promise<void> {
  let failures = 0
  while (!lane.closed) {
    try {
      await run(lane, world, () => (failures = 0))
      return
    } catch (error) {
      // the store is busy or down: rows are untouched, so the turn simply begins again
      failures += 1
      world.log.warn({ err: error }, 'sending paused')
      await rest(lane, world, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures))
    }
  }
}

/** Takes, sends and settles until the session closes. */
async function run(lane: Lane, world: SendingWorld, well: () => void): Promise<void> {
  let turn = await take(lane, world, 0)
  let troubles = 0
  while (!lane.closed) {
    if (turn.rows.length === 0) {
      if (!lane.nudged) await rest(lane, world, LOOK_MS)
      lane.nudged = false
      turn = await take(lane, world, 0)
      continue
    }
    if (turn.notBefore > world.clock.now()) {
      // what was taken may be cleared, and the delay changed, while the delay runs
      const until = Math.min(turn.notBefore, world.clock.now() + LOOK_MS)
      await world.clock.sleepUntil(until, lane.closing.signal)
      turn = await take(lane, world, 0)
      continue
    }
    const round = await sendTurn(lane, world, turn)
    well()
    turn = round.turn
    troubles = round.troubled ? troubles + 1 : 0
    if (troubles > 0) {
      await rest(lane, world, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (troubles - 1)))
      turn = await take(lane, world, 0)
    }
  }
}

/**
 * One turn. With a delay: prepare, send, then settle and take the next in one commit. Without one, the next window
 * is taken and prepared while this one is sent, and its settlement does not hold up the next; order and the rule
 * that bytes are kept before they leave hold either way.
 */
async function sendTurn(lane: Lane, world: SendingWorld, first: Turn): Promise<{ turn: Turn; troubled: boolean }> {
  let turn = first
  let ready = await prepare(lane.instance, turn.rows, world)
  let settling: Promise<unknown> = Promise.resolve()
  for (;;) {
    const last = turn.rows.at(-1)
    const ahead =
      turn.delayMs === 0 && last && !ready.troubled
        ? take(lane, world, last.seq).then(async (next) => ({
            turn: next,
            ready: await prepare(lane.instance, next.rows, world),
          }))
        : undefined
    ahead?.catch(() => undefined)
    const outcomes = [...ready.outcomes, ...(await handAll(lane, world, ready))]
    await settling
    const troubled = ready.troubled || outcomes.some((outcome) => outcome.end === 'again')
    if (!ahead || troubled || lane.closed) {
      const settled = await settle(lane, world, outcomes, true)
      return { turn: settled ?? { ...turn, rows: [] }, troubled }
    }
    settling = settle(lane, world, outcomes, false)
    settling.catch(() => undefined)
    const next = await ahead
    if (next.turn.rows.length === 0) {
      await settling
      return { turn: await take(lane, world, 0), troubled: false }
    }
    ;({ turn, ready } = next)
  }
}

/** Sends in order; stops at the first message that must be tried again, so that none overtakes it. */
async function handAll(lane: Lane, world: SendingWorld, ready: Ready): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let left = ready.messages
  while (left.length > 0) {
    const [first] = left
    if (first && !lane.closed) await showTyping(lane, world, first.due)
    if (lane.closed) break
    const batch = untilTyping(left)
    try {
      const messages = batch.map(({ due, built }) => ({ idMessage: due.idMessage, to: due.to, built }))
      const { handed } = await world.engine.ask(lane.instance, { ask: 'send', messages }, SEND_MS)
      const at = world.clock.now()
      for (const { due } of batch.slice(0, handed)) {
        outcomes.push({ seq: due.seq, acceptedAt: due.acceptedAt, at, end: 'handed', eventId: mintId(at) })
        if (due.marksRead) markAnswered(lane, world, due)
      }
      left = left.slice(handed)
    } catch (error) {
      if (!first) break
      const outcome = outcomeOf(first.due, error, world.clock.now())
      outcomes.push(outcome)
      if (outcome.end === 'again') break
      left = left.slice(1)
    }
  }
  return outcomes
}

/** A reply has been read before it was written; the mark holds nothing up, and the next reply makes up for a lost one. */
function markAnswered({ instance }: Lane, world: SendingWorld, { to }: Due): void {
  markChatRead({ instance, chat: to }, world).catch((error: unknown) =>
    world.log.warn({ err: error }, 'read marks not kept'),
  )
}

/** As many as may leave together: a typing notice comes before its message alone. */
function untilTyping(messages: Ready['messages']): Ready['messages'] {
  const next = messages.findIndex(({ due }, index) => index > 0 && typesFirst(due))
  return next === -1 ? messages : messages.slice(0, next)
}

const typesFirst = (due: Due): boolean => due.typingMs > 0 && due.state === 'accepted'

/** The typing notice before a first attempt. A notice that cannot be shown holds nothing up. */
async function showTyping(lane: Lane, world: SendingWorld, due: Due): Promise<void> {
  if (!typesFirst(due)) return
  const until = world.clock.now() + due.typingMs
  const recording = due.draft.recording ?? false
  try {
    await world.engine.ask(lane.instance, { ask: 'typing', chat: due.to, recording, forMs: due.typingMs })
  } catch (error) {
    world.log.debug({ err: error }, 'typing notice not shown')
    return
  }
  await world.clock.sleepUntil(until, lane.closing.signal)
}

function take(lane: Lane, world: SendingWorld, after: number): Promise<Turn> {
  return world.store.read(takeNext, takeOf(lane, world, after))
}

function takeOf(lane: Lane, world: SendingWorld, after: number): Take {
  const at = world.clock.now()
  return {
    instance: lane.instance,
    at,
    handedBefore: Math.max(lane.openedAt, at - VERDICT_MS),
    after,
    unlimited: world.policy.unlimited,
  }
}

async function settle(lane: Lane, world: SendingWorld, outcomes: Outcome[], takes: boolean): Promise<Turn | undefined> {
  const settled = await world.store.write(settleAndTake, {
    instance: lane.instance,
    outcomes,
    ...(takes ? { take: takeOf(lane, world, 0) } : {}),
  })
  if (settled.notified) world.bus.nudge('notification', lane.instance)
  return settled.turn
}

/** Waits until nudged, closed or `ms` have passed. */
async function rest(lane: Lane, world: SendingWorld, ms: number): Promise<void> {
  if (lane.closed) return
  lane.pause = new AbortController()
  await world.clock.sleepUntil(world.clock.now() + ms, lane.pause.signal)
}
