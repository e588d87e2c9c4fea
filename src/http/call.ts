import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Call, Client } from '../contract/method.ts'

/** The calls of one server that somebody listens to the end of; `stop` ends them all. */
export class OpenCalls {
  readonly #controllers = new Set<AbortController>()
  #stopped = false

  open(): AbortController {
    const controller = new AbortController()
    if (this.#stopped) controller.abort()
    else this.#controllers.add(controller)
    return controller
  }

  done(controller: AbortController): void {
    this.#controllers.delete(controller)
  }

  get stopped(): boolean {
    return this.#stopped
  }

  stop(): void {
    this.#stopped = true
    for (const controller of this.#controllers) controller.abort()
    this.#controllers.clear()
  }
}

/** A call while it is served. Its signal is made only when a method asks for it: most never do. */
export class ServedCall implements Call {
  caller: unknown
  readonly client: Client
  query: unknown = undefined
  body: unknown = undefined
  declare tail?: string
  declare file?: NonNullable<Call['file']>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly answerHeaders: Record<string, string> = {}
  readonly #open: OpenCalls
  readonly #response: ServerResponse | undefined
  #controller: AbortController | undefined

  constructor(
    { request, response, client }: { request: IncomingMessage; response?: ServerResponse; client: Client },
    open: OpenCalls,
    caller: unknown,
  ) {
    this.client = client
    this.headers = request.headers as Readonly<Record<string, string | undefined>>
    this.#response = response
    this.#open = open
    this.caller = caller
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = this.#open.open()
      this.#controller = controller
      this.#response?.once('close', () => this.abort())
    }
    return this.#controller.signal
  }

  /** The client is gone, or the answer is out. */
  abort(): void {
    if (!this.#controller) return
    this.#open.done(this.#controller)
    this.#controller.abort()
  }

  // bound: methods take it out of the call
  readonly setHeader = (name: string, value: string): void => {
    this.answerHeaders[name.toLowerCase()] = value
  }
}
