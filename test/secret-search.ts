/** What may be where: keys and tokens nowhere, what people write in what is kept for them and nowhere else. */
export type SecretKind = 'key' | 'words'

export interface Place {
  readonly name: string
  readonly bytes: Buffer
  /** What people wrote is kept here by design. */
  readonly holdsWords?: boolean
}

export interface Hit {
  readonly secret: string
  readonly form: string
  readonly place: string
}

interface Needle {
  readonly secret: string
  readonly form: string
  readonly kind: SecretKind
  readonly bytes: Buffer
}

const SHORTEST = 8

/** Every secret of a run, as it is told of; search it in what the run has left behind. */
export class SecretBook {
  /** By value: one that is told of under two names is one secret. */
  readonly #known = new Map<string, { names: Set<string>; kind: SecretKind; bytes: Buffer }>()

  /** Notes a secret. `name` says what it is, for the report; what is too short to be told from chance is refused. */
  add(name: string, value: string | Uint8Array, kind: SecretKind = 'key'): void {
    const bytes = Buffer.from(value as string)
    if (bytes.length < SHORTEST) throw new Error(`${name} is too short to be searched`)
    const hex = bytes.toString('hex')
    const known = this.#known.get(hex)
    if (known) known.names.add(name)
    else this.#known.set(hex, { names: new Set([name]), kind, bytes })
  }

  /** How many secrets there are of each name. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { names } of this.#known.values()) for (const name of names) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }

  /** Where a secret lies open, in any form: raw, hex, base64, escaped for addresses, or as a list of numbers. */
  search(places: readonly Place[]): Hit[] {
    const needles = [...this.#known.values()].flatMap(({ names, kind, bytes }) =>
      formsOf(bytes).map(([form, text]): Needle => ({ secret: [...names].join(', '), form, kind, bytes: text })),
    )
    const index = indexOf(needles)
    return places.flatMap((place) => searchOne(place, index))
  }
}

function formsOf(bytes: Buffer): [form: string, bytes: Buffer][] {
  const hex = bytes.toString('hex')
  const escaped = hex.replaceAll(/../g, '%$&')
  const texts: [string, string][] = [
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['escaped', escaped],
    ['escaped', escaped.toUpperCase()],
    ['escaped', encodeURIComponent(bytes.toString('latin1'))],
    ['numbers', bytes.join(',')],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const inner = base64Inside(bytes, offset)
      return [
        ['base64', inner],
        ['base64url', inner.replaceAll('+', '-').replaceAll('/', '_')],
      ]
    }),
  ]
  const raw = bytes.toString('latin1')
  const distinct = new Map(texts.filter(([, text]) => text !== raw).map(([form, text]) => [text, form]))
  return [['raw', bytes], ...[...distinct].map(([text, form]): [string, Buffer] => [form, Buffer.from(text)])]
}

/** The digits that the bytes alone decide when they lie `offset` bytes behind a multiple of three in a longer text. */
function base64Inside(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const shared = (offset + bytes.length) % 3 === 0 ? 0 : 1
  return digits.slice([0, 2, 3][offset], digits.length - shared)
}

interface Index {
  /** Bit for each first three bytes that a needle has: most places of a file need no other look. */
  readonly heads: Uint8Array
  readonly byHead: ReadonlyMap<number, readonly Needle[]>
}

const headAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)

function indexOf(needles: readonly Needle[]): Index {
  const heads = new Uint8Array(1 << 21)
  const byHead = new Map<number, Needle[]>()
  for (const needle of needles) {
    const head = headAt(needle.bytes, 0)
    heads[head >> 3] = (heads[head >> 3] ?? 0) | (1 << (head & 7))
    const same = byHead.get(head)
    if (same) same.push(needle)
    else byHead.set(head, [needle])
  }
  return { heads, byHead }
}

function searchOne({ name: place, bytes, holdsWords = false }: Place, { heads, byHead }: Index): Hit[] {
  const hits = new Map<string, Hit>()
  for (let at = 0; at + SHORTEST <= bytes.length; at++) {
    const head = headAt(bytes, at)
    if (((heads[head >> 3] ?? 0) & (1 << (head & 7))) === 0) continue
    for (const { secret, form, kind, bytes: sought } of byHead.get(head) ?? []) {
      if (kind === 'words' && holdsWords) continue
      if (!bytes.subarray(at, at + sought.length).equals(sought)) continue
      hits.set(`${secret}/${form}`, { secret, form, place })
    }
  }
  return [...hits.values()]
}
