/** The outside of a JSON Schema: what a caller must send or can rely on. Optional finer rules are left out. */
export interface Shape {
  /** JSON types the value may have, sorted. */
  readonly types: readonly string[]
  /** Fields of the object (or of each item, when the value is an array), by name, with their JSON types. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** Fields that every variant of the object has. */
  readonly required: readonly string[]
}

interface Node {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly allOf?: readonly Node[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Node>>
}

/** Reads the shape of a schema; undefined for "no value at all". */
export function shapeOf(schema: unknown): Shape | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined
  const root: Node = schema
  const variants = variantsOf(root, root.$defs ?? {}).filter((variant) => !isEnvelope(variant))
  const types = new Set<string>()
  const fields = new Map<string, Set<string>>()
  let required: string[] | undefined
  for (const variant of variants) {
    for (const type of typesOf(variant)) types.add(type)
    for (const object of objectsOf(variant, root.$defs ?? {})) {
      for (const [name, field] of Object.entries(object.properties ?? {})) {
        const known = fields.get(name) ?? new Set<string>()
        for (const inner of variantsOf(field, root.$defs ?? {})) for (const type of typesOf(inner)) known.add(type)
        fields.set(name, known)
      }
      const own = object.required ?? []
      required = required ? required.filter((name) => own.includes(name)) : [...own]
    }
  }
  return {
    types: [...types].sort(),
    fields: Object.fromEntries([...fields].map(([name, known]) => [name, [...known].sort()])),
    required: required ?? [],
  }
}

/** `{code, description}` with HTTP 200 is a failure, not a reply. */
const isEnvelope = ({ properties = {} }: Node): boolean =>
  Object.keys(properties).length === 2 && 'code' in properties && 'description' in properties

function variantsOf(node: Node, defs: Readonly<Record<string, Node>>): Node[] {
  const target = node.$ref === undefined ? undefined : defs[node.$ref.replace('#/$defs/', '')]
  if (target) return variantsOf(target, defs)
  const choices = node.oneOf ?? node.anyOf
  if (node.allOf) return [merged(node, defs)]
  // A choice that only says which fields must come together is no variant of its own.
  if (!choices || choices.some((choice) => choice.required && !choice.properties)) return [node]
  if (node.type !== undefined && !choices.some((choice) => choice.type !== undefined)) return [node]
  return choices.flatMap((choice) => variantsOf(choice, defs))
}

function merged(node: Node, defs: Readonly<Record<string, Node>>): Node {
  const parts = (node.allOf ?? []).flatMap((part) => variantsOf(part, defs))
  const properties = Object.assign({}, node.properties, ...parts.map((part) => part.properties)) as Record<string, Node>
  const required = [...(node.required ?? []), ...parts.flatMap((part) => part.required ?? [])]
  return { type: 'object', properties, required }
}

function objectsOf(node: Node, defs: Readonly<Record<string, Node>>): Node[] {
  if (node.properties) return [node]
  return node.items ? variantsOf(node.items, defs).flatMap((item) => objectsOf(item, defs)) : []
}

function typesOf(node: Node): string[] {
  if (typeof node.type === 'string') return [node.type]
  if (node.type) return [...node.type]
  const values = node.enum ?? (node.const === undefined ? [] : [node.const])
  return values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value))
}
