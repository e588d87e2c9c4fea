import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { deadlineOf } from '../../base/deadline.ts'

export interface ProgramRun {
  program: string
  args: readonly string[]
  /** Its working directory. */
  folder: string
  /** Milliseconds; it is killed then. */
  ms: number
  /** Kills it. */
  stopping: AbortSignal
  /** Takes what it prints; throwing kills it. */
  onOutput(chunk: Buffer): void
}

/** Kept of what a program says on stderr. */
const SAID = 400

/**
 * Runs a program on a file of a stranger's making: no shell, nothing to read, an empty environment (ours holds keys),
 * and behind everything else that wants the processor. Resolves when it ended well and is gone, rejects once it is gone.
 */
export function runProgram({ program, args, folder, ms, stopping, onOutput }: ProgramRun): Promise<void> {
  return new Promise((resolve, reject) => {
    // a group of its own, so that it ends with whatever it started
    const child = spawn(program, args, { cwd: folder, env: {}, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const { signal, end } = deadlineOf(ms, stopping)
    let problem: Error | undefined
    let said = ''
    const fail = (error: Error) => {
      problem ??= error
      killGroup(child.pid)
    }
    const onAbort = () => fail(new DOMException('it was ended', 'AbortError'))
    signal.addEventListener('abort', onAbort, { once: true })
    child.stdout.on('data', (chunk: Buffer) => {
      try {
        onOutput(chunk)
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)))
      }
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(0, SAID)
    })
    child.once('error', (error) => {
      fail(error)
      if (child.pid !== undefined) return
      end()
      reject(error)
    })
    child.once('close', (code) => {
      end()
      if (problem) reject(problem)
      else if (code === 0) resolve()
      else reject(new Error(`ended with ${code ?? 'a signal'}: ${said.trim()}`))
    })
    if (signal.aborted) onAbort()
    yieldTo(child.pid)
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has ended already
  }
}

/** Lets other work go first. */
function yieldTo(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // it has ended already
  }
}

/** `runProgram`, with everything that it prints; more than `limit` bytes end it. */
export async function outputOf(run: Omit<ProgramRun, 'onOutput'>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  await runProgram({
    ...run,
    onOutput(chunk) {
      size += chunk.length
      if (size > limit) throw new Error('printed too much')
      chunks.push(chunk)
    },
  })
  return Buffer.concat(chunks)
}
