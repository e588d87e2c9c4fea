import { Failure } from '../base/errors.ts'
import { badRequestData } from '../contract/kernel-failures.ts'

/** One part of a form, in the order sent. What is left of `body` is passed over when the next part is asked for. */
export interface Part {
  readonly name: string
  /** Present when the part says it is a file; may be `''`. */
  readonly fileName?: string
  readonly mimeType?: string
  readonly body: AsyncIterable<Buffer>
}

const HEADER_LIMIT = 16 * 1024
const PART_LIMIT = 200
const EMPTY = Buffer.alloc(0)

/** The boundary of a multipart content type, or undefined when it is none. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^\s*multipart\/[^;]+;.*?\bboundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType ?? '')
  return match?.[1] ?? match?.[2]
}

/** The boundary of a body that begins like a form although its header says otherwise (sending.md, uploadFile). */
export function sniffBoundary(head: Buffer): string | undefined {
  const match = /^--([^\r\n]{1,200})\r\ncontent-disposition\s*:\s*form-data/i.exec(
    head.subarray(0, 400).toString('latin1'),
  )
  return match?.[1]
}

/**
 * Reads a form as a stream, one part at a time, never holding more than a chunk and a boundary. Throws
 * `badRequestData` when it is cut short or has no sense.
 */
export async function* readParts(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  const window = new Window(source[Symbol.asyncIterator]())
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first boundary has no line end before it unless there is a preamble.
  window.put(Buffer.from('\r\n'))
  await drain(window.until(delimiter))
  for (let count = 0; count < PART_LIMIT; count++) {
    if (await window.startsWith('--')) return
    const headers = await window.head()
    const body = window.until(delimiter)
    yield { ...describe(headers), body: { [Symbol.asyncIterator]: () => body } }
    await drain(body)
  }
  throw new Failure(badRequestData)
}

async function drain(body: AsyncIterator<Buffer>): Promise<void> {
  for (;;) if ((await body.next()).done) return
}

/** The part of the body that has been read and not yet given away. */
class Window {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer = EMPTY

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source
  }

  put(bytes: Buffer): void {
    this.#held = Buffer.concat([this.#held, bytes])
  }

  async #more(): Promise<void> {
    const next = await this.#source.next()
    if (next.done) throw new Failure(badRequestData)
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value])
  }

  async startsWith(text: string): Promise<boolean> {
    while (this.#held.length < text.length) await this.#more()
    return this.#held.subarray(0, text.length).toString('latin1') === text
  }

  /** Header lines of a part, from the end of its boundary line to the blank line. */
  async head(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n\r\n')
      if (end >= 0) {
        const head = this.#held.subarray(0, end).toString('utf8')
        this.#held = this.#held.subarray(end + 4)
        return head
      }
      if (this.#held.length > HEADER_LIMIT) throw new Failure(badRequestData)
      await this.#more()
    }
  }

  /** Everything before `delimiter`, which is passed over. Not ended by an early `return`, so that it can be drained. */
  until(delimiter: Buffer): AsyncIterator<Buffer> {
    let over = false
    const next = async (): Promise<IteratorResult<Buffer>> => {
      while (!over) {
        const end = this.#held.indexOf(delimiter)
        const safe = end >= 0 ? end : beforeBegun(this.#held, delimiter)
        const value = this.#held.subarray(0, safe)
        over = end >= 0
        this.#held = this.#held.subarray(over ? end + delimiter.length : safe)
        if (value.length > 0) return { done: false, value }
        if (!over) await this.#more()
      }
      return { done: true, value: undefined }
    }
    return { next }
  }
}

/** Where `delimiter` may have begun at the end of the bytes: what is before is given away as it came, without a copy. */
function beforeBegun(bytes: Buffer, delimiter: Buffer): number {
  let at = Math.max(0, bytes.length - delimiter.length + 1)
  for (;;) {
    at = bytes.indexOf(delimiter[0] ?? 0, at)
    if (at < 0) return bytes.length
    if (bytes.subarray(at).equals(delimiter.subarray(0, bytes.length - at))) return at
    at += 1
  }
}

function describe(head: string): Omit<Part, 'body'> {
  const headers = new Map<string, string>()
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  const disposition = headers.get('content-disposition') ?? ''
  const fileName = extended(disposition) ?? parameter(disposition, 'filename')
  const mimeType = headers.get('content-type')
  return {
    name: parameter(disposition, 'name') ?? '',
    ...(fileName === undefined ? {} : { fileName: fileName.replace(/^.*[\\/]/, '') }),
    ...(mimeType === undefined ? {} : { mimeType }),
  }
}

function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:\\\\.|[^"\\\\])*)"|([^;\\s]*))`, 'i').exec(header)
  if (!match) return undefined
  // Browsers write a quote as %22, other clients with a backslash.
  return match[1] === undefined ? match[2] : match[1].replaceAll(/\\(["\\])/g, '$1').replaceAll('%22', '"')
}

function extended(header: string): string | undefined {
  const encoded = /;\s*filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}
