import type { Method } from '../contract/method.ts'
import type { ContractMethod } from './contract-method.ts'
import { coverage } from './coverage.ts'
import { openapi } from './openapi.ts'
import { postman } from './postman.ts'
import { referenceIndex, referencePage, referencePath } from './reference-page.ts'

/**
 * Every derived document by its path below `docs/reference/`. The same input always gives the same text, so a stale
 * file is found by comparing.
 */
export function deriveAll(
  methods: readonly Method[],
  contract: readonly ContractMethod[],
  exercised: readonly string[],
): ReadonlyMap<string, string> {
  const { collection, environment } = postman(methods)
  return new Map([
    ['README.md', referenceIndex(methods)],
    ['openapi.json', pretty(openapi(methods))],
    ['postman/collection.json', pretty(collection)],
    ['postman/environment.json', pretty(environment)],
    ['coverage.md', coverage(contract, methods, exercised)],
    ...methods.map((method) => [referencePath(method), referencePage(method)] as const),
  ])
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
