import type { TSchema } from 'typebox'
import type { Method } from '../contract/method.ts'
import { addressOfMethod, bodyTypeOf, failuresOf, verbsOfMethod } from './method-facts.ts'
import { publicSchema, typeWords, type Components, type Plain } from './public-schema.ts'

/** One method as markdown: address, parameters, reply, failures, examples. */
export function referencePage(method: Method): string {
  const verbs = verbsOfMethod(method).join(', ')
  const sections = [
    `# ${method.name}`,
    method.summary,
    ...(method.description === undefined ? [] : [method.description]),
    ...(method.deprecated ? ['**Deprecated.**'] : []),
    ...(method.origin === 'ours' ? ['An addition of Rookery, not part of the public contract.'] : []),
    `\`${verbs} {${method.host === 'media' ? 'mediaUrl' : 'apiUrl'}}${addressOfMethod(method)}\``,
    facts(method),
    ...fields('Query', method.query),
    ...fields(BODY_TITLES[bodyTypeOf(method)], method.body),
    ...example('Request', method.example.body ?? method.example.query),
    '## Reply',
    ...table(method.reply),
    ...example(method.watch ? 'Frame' : 'Reply', method.example.reply),
    '## Failures',
    failures(method),
  ]
  return `${sections.join('\n\n')}\n`
}

const BODY_TITLES = {
  none: 'Body',
  json: 'Body (JSON)',
  multipart: 'Body (multipart/form-data, with the part `file`)',
  raw: 'Body (the bare file)',
} as const

function facts(method: Method): string {
  const { perSecond, burst } = method.rate
  const rate = perSecond < 1 ? `one call in ${1 / perSecond} s` : `${perSecond} calls per second`
  const lines = [`- Limit: ${rate}${burst === undefined ? '' : `, bursts of ${burst}`}`]
  if (method.requires === 'authorized') lines.push('- Needs an authorized instance')
  if (method.requires === 'settled') lines.push('- Refused while the instance is starting')
  if (method.queryInBody) lines.push('- Query values may also come in a JSON body')
  if (method.watch) lines.push('- Websocket: each text frame is one reply')
  if (method.role !== undefined) lines.push(`- For: ${ROLES[method.role]}`)
  for (const header of method.headers ?? []) lines.push(`- Reads the header \`${header}\``)
  return lines.join('\n')
}

const ROLES = {
  anyone: 'whoever comes to the console',
  person: 'whoever is signed in',
  member: 'members and the owner of the account',
  owner: 'the owner of the account',
  operator: 'operators',
} as const

const fields = (title: string, schema: TSchema | undefined): string[] =>
  schema ? [`## ${title}`, ...table(schema)] : []

/** A row per field of the object, or of the items when it is a list of objects. */
function table(schema: TSchema): string[] {
  const components: Components = { schemas: {} }
  const shown = publicSchema(schema, components)
  const resolve = (node: Plain): Plain =>
    typeof node['$ref'] === 'string'
      ? (components.schemas[node['$ref'].replace('#/components/schemas/', '')] ?? {})
      : node
  const list = shown['items'] as Plain | undefined
  const object = resolve(list ?? shown)
  const properties = object['properties'] as Record<string, Plain> | undefined
  if (!properties) return [`\`${typeWords(shown)}\``]
  const required = (object['required'] ?? []) as readonly string[]
  const rows = Object.entries(properties).map(([name, field]) => {
    const meaning = text(field['description'] ?? resolve(field)['description'])
    const default_ = field['default'] === undefined ? '' : ` Default: \`${JSON.stringify(field['default'])}\`.`
    return `| \`${name}\` | ${cell(typeWords(field))} | ${required.includes(name) ? 'yes' : ''} | ${cell(meaning + default_)} |`
  })
  const head = `| ${list ? 'field of each entry' : 'field'} | type | always | meaning |`
  return [[head, '|---|---|---|---|', ...rows].join('\n')]
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim()

const example = (title: string, value: unknown): string[] =>
  value === undefined ? [] : [`${title}:`, `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``]

function failures(method: Method): string {
  const rows = failuresOf(method).map((kind) => {
    const status =
      kind.form === 'envelope200' ? `200, \`code\` ${kind.envelopeCode ?? kind.status}` : String(kind.status)
    return `| ${status} | ${kind.form} | ${cell(kind.sentence)} |`
  })
  return ['| status | body form | text |', '|---|---|---|', ...rows].join('\n')
}

/** Path of a method's page below the reference folder. */
export const referencePath = (method: Method): string => `methods/${method.name}.md`

/** The list of pages by group, as markdown. */
export function referenceIndex(methods: readonly Method[]): string {
  const groups = new Map<string, Method[]>()
  for (const method of methods) groups.set(method.group, [...(groups.get(method.group) ?? []), method])
  const sections = [...groups].map(([group, members]) => {
    const rows = members.map((method) => {
      const link = `[${method.name}](${referencePath(method)})`
      return `| ${link} | ${verbsOfMethod(method).join(', ')} | ${cell(method.summary)} |`
    })
    return [`## ${group}`, '', '| method | verb | what it does |', '|---|---|---|', ...rows].join('\n')
  })
  return `# Methods\n\nWritten from the list of methods; do not edit.\n\n${sections.join('\n\n')}\n`
}
