import type { TSchema } from 'typebox'
import type { Failure } from '../base/errors.ts'
import type { FamilyName, Method, Page, Verb } from '../contract/method.ts'
import type { Check } from './check.ts'
import { kernelFailures } from '../contract/kernel-failures.ts'
import { compileMend, type Mend } from './mend.ts'

/** A method with everything compiled that a request needs. */
export interface Route {
  readonly method: Method
  readonly bodyType: 'none' | 'json' | 'multipart' | 'raw'
  readonly query?: Compiled
  readonly body?: Compiled
  readonly reply: LateCheck
  /** Codes this method may answer with. */
  readonly declared: ReadonlySet<string>
}

export interface Compiled {
  readonly mend: Mend | undefined
  readonly check: LateCheck
}

/** A check that is compiled with its first value: a start pays for no method that nobody has called yet. */
type LateCheck = (value: unknown) => ReturnType<Check> | Promise<ReturnType<Check>>

export interface Routes {
  isMethod(family: FamilyName, name: string): boolean
  find(family: FamilyName, name: string, verb: string): Route | undefined
  /** Verbs of a name, for `Allow`. */
  verbs(family: FamilyName, name: string): readonly string[]
  page(family: FamilyName): Page | undefined
}

/** Compiles the list. Throws when two methods answer the same address and verb. */
export function compileRoutes(methods: readonly Method[], pages: readonly Page[]): Routes {
  const table = new Map<string, Map<string, Route>>()
  const key = (family: FamilyName, name: string): string => `${family}/${name}`
  for (const method of methods) {
    const route = compileRoute(method)
    const name = key(method.family.name, method.name.toLowerCase())
    const verbs = table.get(name) ?? new Map<string, Route>()
    table.set(name, verbs)
    for (const verb of verbsOf(method)) {
      if (verbs.has(verb)) throw new Error(`two methods answer ${verb} ${name}`)
      verbs.set(verb, route)
    }
  }
  const byFamily = new Map(pages.map((page) => [page.family.name, page]))
  return {
    isMethod: (family, name) => table.has(key(family, name)),
    find: (family, name, verb) => table.get(key(family, name))?.get(verb),
    verbs: (family, name) => [...(table.get(key(family, name))?.keys() ?? [])],
    page: (family) => byFamily.get(family),
  }
}

export const verbsOf = (method: Method): readonly Verb[] => [method.verb, ...(method.otherVerbs ?? [])]

function compileRoute(method: Method): Route {
  const bodyType = method.bodyType ?? (method.body ? 'json' : 'none')
  const textual = bodyType === 'multipart' || bodyType === 'raw'
  const kinds = [...(method.errors ?? []), ...method.family.errors, ...kernelFailures]
  return {
    method,
    bodyType,
    ...(method.query ? { query: { mend: compileMend(method.query, 'text'), check: lateCheck(method.query) } } : {}),
    ...(method.body
      ? { body: { mend: compileMend(method.body, textual ? 'text' : 'json'), check: lateCheck(method.body) } }
      : {}),
    reply: lateCheck(method.reply),
    declared: new Set(kinds.map((kind) => kind.code)),
  }
}

function lateCheck(schema: TSchema): LateCheck {
  let check: Check | undefined
  return (value) => {
    if (check) return check(value)
    return import('./check.ts').then(({ compileCheck }) => (check ??= compileCheck(schema))(value))
  }
}

/** Whether a method said that it can fail so. Faults of the machine (5xx, 413) need no word of the method. */
export const isDeclared = (route: Route, { kind }: Failure): boolean =>
  route.declared.has(kind.code) || kind.status >= 500 || kind.status === 413
