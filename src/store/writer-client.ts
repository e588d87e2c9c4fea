import type { MessagePort, Worker } from 'node:worker_threads'
import { Failure } from '../base/errors.ts'
import { sizeOf, type StoreBounds } from './port/bounds.ts'
import { storeBusy, storeClosed } from './port/errors.ts'
import { fromWire, type Answers, type ToWriter } from './wire.ts'

interface Pending {
  resolve(output: unknown): void
  reject(error: unknown): void
  bytes: number
}

/** The calling end of the writer: one message per turn of the event loop each way, answers in the order of calls. */
export class WriterClient {
  readonly #port: Pick<MessagePort | Worker, 'postMessage'>
  readonly #bounds: StoreBounds
  #calls: unknown[] = []
  #unsent: Pending[] = []
  #sent: Pending[] = []
  #head = 0
  #waiting = 0
  #bytes = 0
  #refusal: Failure | undefined
  #idle: (() => void)[] = []

  constructor(port: Pick<MessagePort | Worker, 'postMessage'>, bounds: StoreBounds) {
    this.#port = port
    this.#bounds = bounds
  }

  write(name: string, input: unknown): Promise<unknown> {
    if (this.#refusal) return Promise.reject(this.#refusal)
    const bytes = sizeOf(input)
    // a single argument above the bound is let through alone: it could never be written otherwise
    const full = this.#waiting > 0 && this.#bytes + bytes > this.#bounds.bytes
    if (full || this.#waiting >= this.#bounds.operations) return Promise.reject(new Failure(storeBusy))
    if (this.#unsent.length === 0) setImmediate(() => this.#flush())
    this.#waiting += 1
    this.#bytes += bytes
    this.#calls.push(name, input)
    return new Promise((resolve, reject) => this.#unsent.push({ resolve, reject, bytes }))
  }

  /** Takes nothing more; resolves when everything taken was answered. */
  finish(): Promise<void> {
    this.#refusal ??= new Failure(storeClosed)
    return this.#waiting === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  answered({ outputs, errors }: Answers): void {
    const failed = errors.length === 0 ? undefined : new Map(errors)
    outputs.forEach((output, i) => {
      const entry = this.#sent[this.#head++]
      if (!entry) return
      const wire = failed?.get(i)
      if (wire) entry.reject(fromWire(wire))
      else entry.resolve(output)
      this.#settled(entry)
    })
    if (this.#head > 4096 || this.#head === this.#sent.length) {
      this.#sent = this.#sent.slice(this.#head)
      this.#head = 0
    }
  }

  /** Rejects everything pending and everything to come. */
  lost(failure: Failure): void {
    this.#refusal = failure
    const entries = [...this.#sent.slice(this.#head), ...this.#unsent]
    this.#calls = []
    this.#unsent = []
    this.#sent = []
    this.#head = 0
    for (const entry of entries) {
      entry.reject(failure)
      this.#settled(entry)
    }
  }

  #flush(): void {
    const calls = this.#calls
    const entries = this.#unsent
    this.#calls = []
    this.#unsent = []
    if (entries.length === 0) return
    const message: ToWriter = { calls }
    try {
      this.#port.postMessage(message)
      for (const entry of entries) this.#sent.push(entry)
    } catch {
      entries.forEach((entry, i) => this.#sendAlone(entry, calls.slice(2 * i, 2 * i + 2)))
    }
  }

  // one argument that cannot be cloned must not fail its neighbours
  #sendAlone(entry: Pending, call: readonly unknown[]): void {
    const message: ToWriter = { calls: call }
    try {
      this.#port.postMessage(message)
      this.#sent.push(entry)
    } catch (cause) {
      entry.reject(new Error(`the argument of ${String(call[0])} cannot be cloned`, { cause }))
      this.#settled(entry)
    }
  }

  #settled(entry: Pending): void {
    this.#waiting -= 1
    this.#bytes -= entry.bytes
    if (this.#waiting === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
