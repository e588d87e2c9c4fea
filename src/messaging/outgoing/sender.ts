import { mintId } from '../../base/ids.ts'
import { markChatRead } from '../journals/mark-read.ts'
import { LANE } from './lanes.ts'
import { outcomeOf, prepare, type Ready } from './prepare.ts'
import { settleAndTake, type Outcome } from './settle.ts'
import { HEAD, takeNext, type Cursor, type Due, type Take, type Turn } from './take.ts'
import type { SendersWorld } from './row-draft.ts'

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

interface Session {
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
export function startSender(instance: number, world: SendersWorld): Sender {
  const session: Session = {
    instance,
    openedAt: world.clock.now(),
    closed: false,
    nudged: false,
    pause: new AbortController(),
    closing: new AbortController(),
  }
  const log = world.log.child({ idInstance: instance })
  const done = drive(session, { ...world, log }).catch((error: unknown) => log.error({ err: error }, 'sender stopped'))
  return {
    wake() {
      session.nudged = true
      session.pause.abort()
    },
    async stop() {
      session.closed = true
      session.pause.abort()
      session.closing.abort()
      await done
    },
  }
}

async function drive(session: Session, world: SendersWorld): Promise<void> {
  let failures = 0
  while (!session.closed) {
    try {
      await run(session, world, () => (failures = 0))
      return
    } catch (error) {
      // the store is busy or down: rows are untouched, so the turn simply begins again
      failures += 1
      world.log.warn({ err: error }, 'sending paused')
      await rest(session, world, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures))
    }
  }
}

/** Takes, sends and settles until the session closes. */
async function run(session: Session, world: SendersWorld, well: () => void): Promise<void> {
  let turn = await take(session, world)
  let troubles = 0
  while (!session.closed) {
    if (turn.rows.length === 0) {
      if (!session.nudged) await rest(session, world, untilNext(turn, world.clock.now()))
      session.nudged = false
      turn = await take(session, world)
      continue
    }
    if (turn.notBefore > world.clock.now()) {
      // what was taken may be cleared, and the delay changed, while the delay runs
      const until = Math.min(turn.notBefore, world.clock.now() + LOOK_MS)
      await world.clock.sleepUntil(until, session.closing.signal)
      turn = await take(session, world)
      continue
    }
    const round = await sendTurn(session, world, turn)
    well()
    turn = round.turn
    troubles = round.troubled ? troubles + 1 : 0
    if (troubles > 0) {
      await rest(session, world, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (troubles - 1)))
      turn = await take(session, world)
    }
  }
}

/**
 * One turn. With a delay: prepare, send, then settle and take the next in one commit. Without one, the next window
 * is taken and prepared while this one is sent, and its settlement does not hold up the next; order and the rule
 * that bytes are kept before they leave hold either way.
 */
async function sendTurn(
  session: Session,
  world: SendersWorld,
  first: Turn,
): Promise<{ turn: Turn; troubled: boolean }> {
  let turn = first
  let taken = HEAD
  let ready = await prepare(session.instance, turn.rows, world)
  let settling: Promise<unknown> = Promise.resolve()
  for (;;) {
    taken = behind(taken, turn.rows)
    const ahead =
      turn.delayMs === 0 && !ready.troubled
        ? world.store.read(takeNext, takeOf(session, world, taken)).then(async (next) => ({
            turn: next,
            ready: await prepare(session.instance, next.rows, world),
          }))
        : undefined
    ahead?.catch(() => undefined)
    const outcomes = [...ready.outcomes, ...(await handAll(session, world, ready))]
    await settling
    const troubled = ready.troubled || outcomes.some((outcome) => outcome.end === 'again')
    if (!ahead || troubled || session.closed) {
      const settled = await settle(session, world, outcomes, true)
      return { turn: settled ?? { ...turn, rows: [] }, troubled }
    }
    settling = settle(session, world, outcomes, false)
    settling.catch(() => undefined)
    const next = await ahead
    // what may go now has its place, which may be ahead of what was taken
    if (next.turn.rows.length === 0 || next.turn.stir) {
      await settling
      return { turn: await take(session, world), troubled: false }
    }
    ;({ turn, ready } = next)
  }
}

/** Sends in order; stops at the first message that must be tried again, so that none overtakes it. */
async function handAll(session: Session, world: SendersWorld, ready: Ready): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let left = ready.messages
  while (left.length > 0) {
    const [first] = left
    if (first && !session.closed) await showTyping(session, world, first.due)
    if (session.closed) break
    const batch = untilTyping(left)
    try {
      const messages = batch.map(({ due, built }) => ({ idMessage: due.idMessage, to: due.to, built }))
      const { handed } = await world.engine.ask(session.instance, { ask: 'send', messages }, SEND_MS)
      // later than what an earlier session handed, within one millisecond too: else this one would hand it again
      const at = Math.max(world.clock.now(), session.openedAt + 1)
      for (const { due } of batch.slice(0, handed)) {
        const { seq, acceptedAt, attempts: attempt } = due
        outcomes.push({ seq, acceptedAt, at, end: 'handed', eventId: mintId(at), attempt })
        if (due.marksRead) markAnswered(session, world, due)
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
function markAnswered({ instance }: Session, world: SendersWorld, { to }: Due): void {
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
async function showTyping(session: Session, world: SendersWorld, due: Due): Promise<void> {
  if (!typesFirst(due)) return
  const until = world.clock.now() + due.typingMs
  const recording = due.draft.recording ?? false
  try {
    await world.engine.ask(session.instance, { ask: 'typing', chat: due.to, recording, forMs: due.typingMs })
  } catch (error) {
    world.log.debug({ err: error }, 'typing notice not shown')
    return
  }
  await world.clock.sleepUntil(until, session.closing.signal)
}

async function take(session: Session, world: SendersWorld): Promise<Turn> {
  const input = takeOf(session, world)
  const turn = await world.store.read(takeNext, input)
  return turn.stir ? ((await settle(session, world, [], true)) ?? turn) : turn
}

/** The cursor behind `rows`, which follow `from`. */
function behind(from: Cursor, rows: readonly Due[]): Cursor {
  const last = (lane: number) => rows.findLast((due) => due.lane === lane)?.seq
  return { high: last(LANE.high) ?? from.high, normal: last(LANE.normal) ?? from.normal }
}

/** How long an idle sender sleeps: to the next time that a row waits for, or until it looks by itself. */
function untilNext({ nextAt }: Turn, now: number): number {
  return nextAt === null ? LOOK_MS : Math.min(LOOK_MS, Math.max(0, nextAt - now))
}

function takeOf(session: Session, world: SendersWorld, after = HEAD): Take {
  const at = world.clock.now()
  return {
    instance: session.instance,
    at,
    handedBefore: Math.max(session.openedAt, at - VERDICT_MS),
    after,
    unlimited: world.policy.unlimited,
  }
}

async function settle(
  session: Session,
  world: SendersWorld,
  outcomes: Outcome[],
  takes: boolean,
): Promise<Turn | undefined> {
  const settled = await world.store.write(settleAndTake, {
    instance: session.instance,
    outcomes,
    ...(takes ? { take: takeOf(session, world) } : {}),
  })
  if (settled.notified) world.bus.nudge('notification', session.instance)
  return settled.turn
}

/** Waits until nudged, closed or `ms` have passed. */
async function rest(session: Session, world: SendersWorld, ms: number): Promise<void> {
  if (session.closed) return
  session.pause = new AbortController()
  await world.clock.sleepUntil(world.clock.now() + ms, session.pause.signal)
}
