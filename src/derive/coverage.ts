import type { Method } from '../contract/method.ts'
import type { ContractMethod } from './contract-method.ts'
import { addressOfMethod, bodyTypeOf, verbsOfMethod } from './method-facts.ts'
import { shapeOf } from './shape.ts'

export interface CoverageRow {
  readonly name: string
  readonly families: readonly string[]
  /**
   * `yes`: there, agreeing and exercised. `fixed`: there, agreeing, and nothing can be proven of it. `unproven`: no
   * scenario exercised it. `not offered`: there and always refused. `foreign`: not for this messenger.
   */
  readonly state: 'yes' | 'fixed' | 'not offered' | 'unproven' | 'disagrees' | 'missing' | 'foreign'
  /** Where the method and the contract differ, in words. */
  readonly disagreements: readonly string[]
}

/**
 * The contract against the list. `exercised` names the methods whose scenario asserted an effect on a simulated phone
 * or a value put in by one; a method counts only then.
 */
export function coverageRows(
  contract: readonly ContractMethod[],
  methods: readonly Method[],
  exercised: readonly string[],
): readonly CoverageRow[] {
  const proven = new Set(exercised)
  const byName = new Map(methods.map((method) => [method.name, method]))
  return contract.map((wanted) => {
    const { name, families } = wanted
    const method = byName.get(name)
    const row = { name, families, disagreements: [] }
    if (!method) return { ...row, state: wanted.messengers.includes('whatsapp') ? 'missing' : 'foreign' }
    if (method.offered === false) return { ...row, state: 'not offered' }
    const disagreements = compare(wanted, method)
    if (disagreements.length > 0) return { ...row, state: 'disagrees', disagreements }
    if (wanted.inert) return { ...row, state: 'fixed' }
    return { ...row, state: proven.has(name) ? 'yes' : 'unproven' }
  })
}

function compare(wanted: ContractMethod, method: Method): string[] {
  const found: string[] = []
  const differ = (what: string, theirs: unknown, ours: unknown) => {
    if (theirs !== ours) found.push(`${what}: contract ${String(theirs)}, here ${String(ours)}`)
  }
  if (!verbsOfMethod(method).some((verb) => verb === wanted.verb)) differ('verb', wanted.verb, method.verb)
  differ('path', wanted.path, addressOfMethod(method))
  differ('host', wanted.host, method.host ?? 'api')
  if (wanted.rate !== null) differ('rate', wanted.rate, method.rate.perSecond)
  // A GET whose query may stand in a JSON body takes that body by its query schema.
  const inBody = method.queryInBody === true && method.body === undefined
  if (wanted.bodyType !== 'none' && !inBody) differ('body type', wanted.bodyType, bodyTypeOf(method))
  const form = wanted.bodyType === 'multipart'
  found.push(...compareInput('body', wanted.body, inBody ? method.query : method.body, form))
  found.push(...compareInput('query', wanted.query, method.query, false))
  const reply = shapeOf(method.reply)
  if (wanted.response && reply) {
    if (reply.types.length > 0 && !reply.types.some((type) => wanted.response?.types.includes(type)))
      differ('reply', wanted.response.types.join('|'), reply.types.join('|'))
    for (const field of wanted.response.required)
      if (!reply.required.includes(field)) found.push(`reply field ${field} is not promised here`)
    for (const [field, types] of Object.entries(reply.fields)) {
      const theirs = wanted.response.fields[field]
      if (theirs && !fits(types, theirs))
        found.push(`reply field ${field}: contract ${theirs.join('|')}, here ${types.join('|')}`)
    }
  }
  return found
}

/**
 * Required fields must be the same, and every documented field must be taken in its documented type. Fields of a form
 * all are text on the wire, and its file is no field.
 */
function compareInput(what: string, wanted: ContractMethod['body'], schema: Method['body'], form: boolean): string[] {
  const found: string[] = []
  const ours = shapeOf(schema)
  if (!wanted) return found
  for (const field of wanted.required) {
    if (!(form && field === 'file') && !ours?.required.includes(field))
      found.push(`${what} field ${field} is required by the contract`)
  }
  for (const field of ours?.required ?? []) {
    if (!wanted.required.includes(field)) found.push(`${what} field ${field} is required here only`)
  }
  for (const [field, types] of form ? [] : Object.entries(wanted.fields)) {
    const here = ours?.fields[field]
    if (here && !fits(types, here))
      found.push(`${what} field ${field}: contract ${types.join('|')}, here ${here.join('|')}`)
  }
  return found
}

/** Whether any of the types is common to both; unknown types fit everything. An integer is a number. */
function fits(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return true
  const wide = (types: readonly string[]) => types.map((type) => (type === 'integer' ? 'number' : type))
  return wide(one).some((type) => wide(other).includes(type))
}

/** The rows as a markdown table with a line of counts. */
export function coverage(
  contract: readonly ContractMethod[],
  methods: readonly Method[],
  exercised: readonly string[],
): string {
  const rows = coverageRows(contract, methods, exercised)
  const count = (state: CoverageRow['state']) => rows.filter((row) => row.state === state).length
  const lines = rows.map(({ name, families, state, disagreements }) => {
    return `| ${name} | ${families.join(', ')} | ${state} | ${disagreements.join('; ').replaceAll('|', '\\|')} |`
  })
  const words = (['yes', 'fixed', 'not offered', 'unproven', 'disagrees', 'missing', 'foreign'] as const).map(
    (state) => `${state} ${count(state)}`,
  )
  return [
    '# Coverage of the public contract',
    '',
    'Written from the list of methods, the distilled contract and the methods that scenarios prove; do not edit.',
    '`yes`: present, agreeing, and a scenario asserts its effect on a simulated phone or a value put in by one.',
    '`fixed`: present, agreeing, but the contract fixes its answer and forbids any effect, so nothing can be proven.',
    '`not offered`: present and always refused, as its page says; it does not count as covered.',
    '`unproven`: present, no scenario. `disagrees`: see the note. `missing`: not there. `foreign`: another messenger’s.',
    '',
    `${words.join(', ')}.`,
    '',
    '| method | family | state | note |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}
