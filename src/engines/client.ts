import { randomUUID } from 'node:crypto'
import type { EngineHost, EngineEvent, EngineProblem, EngineQuestion, QuestionAnswers } from './port.ts'

/** A question that was not answered as hoped. */
export class EngineError extends Error {
  readonly problem: EngineProblem
  constructor(problem: EngineProblem) {
    super(`${problem.code}: ${problem.text}`)
    this.name = 'EngineError'
    this.problem = problem
  }
}

/** The gateway's end of the engine protocol: commands go through, questions become promises with a deadline. */
export interface EngineClient {
  readonly post: EngineHost['post']
  /** Rejects with `EngineError`; code `timeout` after `deadlineMs` (default 30 s). */
  ask<Q extends EngineQuestion>(instance: number, question: Q, deadlineMs?: number): Promise<QuestionAnswers[Q['ask']]>
  /** Every event that is no answer. Returns the way to stop. */
  on(listener: (event: EngineEvent) => void): () => void
  stop(): Promise<void>
}

interface Waiting {
  resolve(value: never): void
  reject(error: EngineError): void
  timer: NodeJS.Timeout
}

export function engineClient(host: EngineHost): EngineClient {
  const waiting = new Map<string, Waiting>()
  const listeners = new Set<(event: EngineEvent) => void>()
  const settle = (request: string): Waiting | undefined => {
    const entry = waiting.get(request)
    if (entry) clearTimeout(entry.timer)
    waiting.delete(request)
    return entry
  }
  host.listen((event) => {
    if (event.on !== 'answer') return listeners.forEach((listener) => listener(event))
    const entry = settle(event.request)
    if (event.ok) entry?.resolve(event.value as never)
    else entry?.reject(new EngineError(event.problem))
  })
  return {
    post: (command) => host.post(command),
    ask<Q extends EngineQuestion>(instance: number, question: Q, deadlineMs = 30_000) {
      const request = randomUUID()
      return new Promise<QuestionAnswers[Q['ask']]>((resolve, reject) => {
        const timer = setTimeout(() => {
          settle(request)?.reject(new EngineError({ code: 'timeout', text: `no answer in ${deadlineMs} ms` }))
        }, deadlineMs)
        waiting.set(request, { resolve, reject, timer })
        host.post({ do: 'ask', instance, request, question })
      })
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async stop() {
      await host.stop()
      for (const request of [...waiting.keys()]) {
        settle(request)?.reject(new EngineError({ code: 'disconnected', text: 'the host has stopped' }))
      }
    },
  }
}
