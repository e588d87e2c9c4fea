import { readdir, readFile } from 'node:fs/promises'
import { configurationDocument } from '../config/document.ts'
import type { ContractMethod } from '../derive/contract-method.ts'
import { consoleClient } from '../derive/console-client.ts'
import { deriveAll } from '../derive/derive-all.ts'
import { methods } from '../methods.ts'

/** The repository's root, seen from `src/cli` and from `dist/cli`. */
export const REPOSITORY = new URL('../../', import.meta.url)

/**
 * Every file that is printed from the code, by its path in the repository. The distilled contract and the names of the
 * methods that scenarios prove come from `test/fixtures`.
 */
export async function derivedFiles(): Promise<ReadonlyMap<string, string>> {
  const contract = JSON.parse(await fixture('contract/methods.json')) as ContractMethod[]
  const records = await readdir(new URL('test/fixtures/exercised/', REPOSITORY))
  const proven = records.map(async (name) => JSON.parse(await fixture(`exercised/${name}`)) as object)
  const exercised = (await Promise.all(proven)).flatMap((record) => Object.keys(record))
  const reference = [...deriveAll(methods, contract, exercised)]
  return new Map([
    ['docs/configuration.md', configurationDocument()],
    ['console/src/gen/client.ts', consoleClient(methods)],
    ...reference.map(([path, text]) => [`docs/reference/${path}`, text] as const),
  ])
}

const fixture = (name: string) => readFile(new URL(`test/fixtures/${name}`, REPOSITORY), 'utf8')
