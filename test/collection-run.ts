import newman, { type NewmanSummary } from 'newman'

/** A request of a Postman collection, as far as a run looks into it. */
interface Item {
  name: string
  request: { url: { raw: string } }
}

interface Collection {
  info: object
  item: { name: string; item: Item[] }[]
}

export interface StepOptions {
  /** Status that is expected; 200 when absent. */
  status?: number
  /** Example values of the request and what stands for them now, beside `CollectionRun.values`. */
  with?: Readonly<Record<string, string | number>>
  /** The session that the request is made with: name of a variable. */
  bearer?: string
}

/** What newman got for a request. */
export interface Answer {
  status: number
  /** Parsed when it is JSON. */
  body: unknown
  cookie: string
}

/**
 * Plays the requests of a collection one by one through newman, each with the live values in place of those that its
 * example shows, and knows which were played.
 */
export class CollectionRun {
  /** Example values and what stands for them from now on. */
  readonly values = new Map<string, string | number>()
  /** Variables of the collection. */
  readonly variables: Record<string, string>
  readonly #items: Map<string, Item>
  readonly #info: object
  readonly #played = new Set<string>()
  /** What was answered otherwise than expected. */
  readonly surprises: string[] = []

  constructor(collection: object, variables: Record<string, string>) {
    const { info, item } = collection as Collection
    this.#info = info
    this.#items = new Map(item.flatMap((folder) => folder.item.map((one) => [one.name, one])))
    this.variables = { ...variables }
  }

  /** Requests of the collection that were not played, those whose address holds `part`. */
  left(part = ''): string[] {
    const left = [...this.#items.values()].filter(({ name }) => !this.#played.has(name))
    return left.filter(({ request }) => request.url.raw.includes(part)).map(({ name }) => name)
  }

  async play(name: string, { status = 200, with: own = {}, bearer }: StepOptions = {}): Promise<Answer> {
    const item = this.#items.get(name)
    if (!item) throw new Error(`the collection has no request ${name}`)
    this.#played.add(name)
    const live = filled(item, [...Object.entries(own), ...this.values])
    const session = bearer === undefined ? {} : { bearer: this.variables[bearer] ?? '' }
    const envVar = Object.entries({ ...this.variables, ...session }).map(([key, value]) => ({ key, value }))
    const { run } = await new Promise<NewmanSummary>((resolve, reject) => {
      newman.run({ collection: { info: this.#info, item: [live] }, envVar, reporters: [] }, (error, summary) =>
        error ? reject(error) : resolve(summary),
      )
    })
    const response = run.executions[0]?.response
    const text = Buffer.from(response?.stream ?? []).toString()
    const body = parsed(text)
    for (const { error } of run.failures) this.surprises.push(`${name}: ${error.message}`)
    // the partner API says so in the body
    if (isRefusal(body)) this.surprises.push(`${name}: refused with ${text.slice(0, 300)}`)
    if (response?.code !== status)
      this.surprises.push(`${name}: ${response?.code}, not ${status}: ${text.slice(0, 300)}`)
    const cookie = response?.headers?.reference?.['set-cookie']?.value ?? ''
    return { status: response?.code ?? 0, body, cookie }
  }
}

/** In the item's JSON; an example with its quotes is replaced by a value with its own. */
function filled(item: Item, values: readonly [string, string | number][]): object {
  let text = JSON.stringify(item)
  for (const [example, value] of values) text = text.replaceAll(example, String(value))
  return JSON.parse(text) as object
}

const isRefusal = (body: unknown) =>
  typeof body === 'object' && body !== null && Number((body as { code?: unknown }).code) >= 400

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
