import type { Static, TSchema } from 'typebox'
import type { FailureKind } from '../base/errors.ts'
import type { StoredFile } from '../media/port.ts'
import type { Ports } from './ports.ts'

/** Who calls. Each family has its own form of address and its own key. */
export type FamilyName = 'instance' | 'partner' | 'link' | 'console' | 'operator'

/** `person`: signed in. `member` and `owner`: of the account that the session is in. `operator`: runs the installation. */
export type Role = 'anyone' | 'person' | 'member' | 'owner' | 'operator'

export type Verb = 'GET' | 'POST' | 'DELETE'

/** Who sent a request. */
export interface Client {
  /** IP address; behind a trusted proxy (TRUST_PROXY) the one that it names. "" when the connection is gone. */
  readonly address: string
  /** A trusted proxy took the request over TLS. */
  readonly secure: boolean
}

/** What the address and headers of a request said, before anything was checked. */
export interface Credentials {
  /** Text behind `waInstance`, not yet checked to be a number; undefined outside the instance family. */
  idInstance?: string
  /** The key: last segment of the path, or the bearer token of console and operator. */
  token: string
  client: Client
  headers: Readonly<Record<string, string | undefined>>
  /** As sent; told to families whose key a browser adds by itself, since a GET changes nothing there. */
  verb?: string
}

/**
 * A family of callers: how a request names and proves its caller. `authenticate` throws in the contract's order
 * (common.json, errorPrecedence): 400 idInstance not a number, 403 unknown, 401 token. `admit` runs after the rate
 * check: 400 deleted or expired. `admitState` runs after validation: 400 starting or not authorized.
 */
export interface Family<C> {
  readonly name: FamilyName
  /** Address as documented, e.g. `/waInstance{idInstance}/{method}/{apiTokenInstance}`. */
  readonly address: string
  readonly errors: readonly FailureKind[]
  authenticate(credentials: Credentials, ports: Ports): Promise<C>
  admit?(caller: C, ports: Ports): void
  admitState?(caller: C, requires: StateRequirement): void
  /** Whose rate is counted. */
  rateKey(caller: C): string
}

/** `any`: every state. `settled`: not while starting. `authorized`: only while linked and connected, restricted or not. */
export type StateRequirement = 'any' | 'settled' | 'authorized'

export interface Rate {
  /** Requests per second; 0.1 is one in ten seconds. */
  perSecond: number
  /** Size of the bucket; `perSecond` (at least 1) when absent. */
  burst?: number
}

/** A validated request. */
export interface Call<C = unknown, Q = unknown, B = unknown> {
  caller: C
  readonly client: Client
  query: Q
  body: B
  /** Segment behind the token (deleteNotification's receiptId), raw text. */
  tail?: string
  /** The uploaded file, already in the media store (bodyType multipart or raw). */
  file?: StoredFile
  /** Lower-case request headers a method declared in `headers`; a page sees all of them. */
  headers: Readonly<Record<string, string | undefined>>
  /** Aborts when the client goes away or the server stops. */
  signal: AbortSignal
  /** Sets a header of the answer, for methods that are ours (cursor, x-amz-expiration). */
  setHeader(name: string, value: string): void
}

interface Shared {
  readonly name: string
  readonly verb: Verb
  /** Other verbs that clients use for the same method. */
  readonly otherVerbs?: readonly Verb[]
  /** Contract family, also the folder of the reference: `account`, `sending`, … */
  readonly group: string
  readonly summary: string
  readonly description?: string
  /** `ours` marks additions to the public contract. */
  readonly origin?: 'contract' | 'ours'
  readonly host?: 'api' | 'media'
  readonly rate: Rate
  readonly errors?: readonly FailureKind[]
  readonly requires?: StateRequirement
  readonly bodyType?: 'none' | 'json' | 'multipart' | 'raw'
  /**
   * Fields read from the query first and, when absent there, from a JSON body of a GET (clients.md 6).
   * `query` is the schema of both.
   */
  readonly queryInBody?: boolean
  /** Name of the path segment behind the token, when the method has one. */
  readonly tail?: string
  readonly headers?: readonly string[]
  readonly deprecated?: boolean
  /** False: it is there and always refused, since what stands behind it is not offered. */
  readonly offered?: false
  /** The least that a person must be, in the families of ours. */
  readonly role?: Role
}

export interface MethodDefinition<C, Q extends TSchema, B extends TSchema, R extends TSchema> extends Shared {
  /** Values arrive as text; digits become numbers where the schema says integer. */
  readonly query?: Q
  /** Never coerced, except digits-as-text where the schema allows both. Unknown fields are ignored; `""`, null and, for typingTime, 0 mean absent where the field is optional. */
  readonly body?: B
  readonly reply: R
  readonly example: { query?: Static<Q>; body?: Static<B>; tail?: string; reply: Static<R> }
  run(call: Call<C, Static<Q>, Static<B>>, ports: Ports): Promise<Static<R>>
  /** Websocket methods: frames until the iterable ends; then the server closes with 1000. `reply` is one frame. */
  watch?(call: Call<C, Static<Q>, Static<B>>, ports: Ports): AsyncIterable<Static<R>>
}

/** A public method, its types erased: what the list, the server and the derivations read. */
export interface Method extends Shared {
  readonly family: Family<unknown>
  readonly query?: TSchema
  readonly body?: TSchema
  readonly reply: TSchema
  readonly example: { query?: unknown; body?: unknown; tail?: string; reply: unknown }
  run(call: Call, ports: Ports): Promise<unknown>
  watch?(call: Call, ports: Ports): AsyncIterable<unknown>
}

/** An HTML page under a caller's address (`/waInstance{id}/{token}`, `/link/{token}`); self-contained, no foreign script. */
export interface Page {
  readonly name: string
  readonly family: Family<unknown>
  /** Answers with HTML; the policy in `headers` names its inline script and style by hash, and who may frame it. */
  render(call: Call, ports: Ports): Promise<{ html: string; headers?: Readonly<Record<string, string>> }>
}

/** Makes the `method` function of a family; `instances/instance-method.ts` and its siblings use it. */
export function methodsOf<C>(family: Family<C>) {
  return <Q extends TSchema, B extends TSchema, R extends TSchema>(
    definition: MethodDefinition<C, Q, B, R>,
  ): Method => {
    // The kernel validates query and body against the schemas before `run`, which is what makes this erasure sound.
    const { run, watch, ...rest } = definition
    type Typed = Call<C, Static<Q>, Static<B>>
    return {
      ...rest,
      family,
      run: (call, ports) => run(call as Typed, ports),
      ...(watch ? { watch: (call: Call, ports: Ports) => watch(call as Typed, ports) } : {}),
    }
  }
}
