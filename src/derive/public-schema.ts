import type { TSchema } from 'typebox'

/** A plain JSON Schema value. */
export type Plain = { [key: string]: unknown }

/** Collects schemas with a `$id` once, so that documents name them by `$ref`. */
export interface Components {
  readonly schemas: Record<string, Plain>
}

/** The schema as documents show it: no notes for the kernel, each named schema as one component. */
export function publicSchema(schema: TSchema, components: Components): Plain {
  return show(JSON.parse(JSON.stringify(schema)), components) as Plain
}

function show(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => show(item, components))
  if (typeof value !== 'object' || value === null) return value
  const shown: Plain = {}
  for (const [key, item] of Object.entries(value)) {
    if (key !== 'x-wire' && key !== '$id') shown[key] = show(item, components)
  }
  const name = '$id' in value && typeof value.$id === 'string' ? value.$id : undefined
  if (name === undefined) return shown
  const known = components.schemas[name]
  // A variation of a named schema (another description) is shown where it stands.
  if (known && JSON.stringify(known) !== JSON.stringify(shown)) return shown
  components.schemas[name] = shown
  return { $ref: `#/components/schemas/${name}` }
}

/** The type of a field in a few words, for tables: `string`, `integer 500…600000`, `yes | no`, `ChatId`. */
export function typeWords(schema: Plain): string {
  const { $ref, type, anyOf, items } = schema as { $ref?: string; type?: unknown; anyOf?: Plain[]; items?: Plain }
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '')
  if (Array.isArray(schema['enum'])) return schema['enum'].join(' | ')
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (anyOf) return anyOf.map(typeWords).join(' | ')
  if (items) return `${typeWords(items)}[]`
  const words = Array.isArray(type) ? type.join(' | ') : typeof type === 'string' ? type : 'any'
  return `${words}${bounds(schema)}`
}

function bounds(schema: Plain): string {
  const { minimum, maximum, minLength, maxLength } = schema as Readonly<Record<string, number | undefined>>
  const [least, most] = [minimum ?? minLength, maximum ?? maxLength]
  if (least === undefined && most === undefined) return ''
  const unit = minLength === undefined && maxLength === undefined ? '' : ' characters'
  return ` ${least ?? ''}…${most ?? ''}${unit}`
}
