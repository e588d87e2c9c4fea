import { FileInput, JsonInput, NumberInput, Select, SimpleGrid, Switch, TextInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JsonObject, Schema } from '../openapi.ts'
import { proseOf } from './prose.tsx'

interface Fields {
  schema: Schema
  value: JsonObject
  onChange: (value: JsonObject) => void
}

/** A field for each property of a schema. What is left empty is not sent. */
export function SchemaFields({ schema, value, onChange }: Fields) {
  const entries = Object.entries(schema.properties ?? {})
  const required = schema.required ?? []
  const sorted = [
    ...entries.filter(([name]) => required.includes(name)),
    ...entries.filter(([name]) => !required.includes(name)),
  ]
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {sorted.map(([name, field]) => (
        <SchemaField
          key={name}
          name={name}
          schema={field}
          required={required.includes(name)}
          value={value[name]}
          onChange={(next) => {
            const { [name]: _former, ...rest } = value
            onChange(next === undefined ? rest : { ...rest, [name]: next })
          }}
        />
      ))}
    </SimpleGrid>
  )
}

interface Field {
  name: string
  schema: Schema
  required: boolean
  value: unknown
  onChange: (value: unknown) => void
}

const isYesNo = (values: unknown[]) => values.length === 2 && values.includes('yes') && values.includes('no')

function SchemaField({ name, schema, required, value, onChange }: Field) {
  const choice = schema.anyOf?.find(({ type }) => type !== 'null')
  const shape = choice
    ? { ...choice, ...(schema.description === undefined ? {} : { description: schema.description }) }
    : schema
  const common = { label: name, description: proseOf(shape.description), required }
  const { enum: values, type } = shape
  if (shape.format === 'binary')
    return (
      <FileInput
        {...common}
        value={value instanceof File ? value : null}
        onChange={(file) => onChange(file ?? undefined)}
      />
    )
  if (values && isYesNo(values))
    return (
      <Switch
        mt="xs"
        styles={{ label: { overflowWrap: 'anywhere' }, labelWrapper: { minWidth: 0 }, body: { minWidth: 0 } }}
        label={name}
        checked={value === 'yes'}
        onChange={(event) => onChange(event.currentTarget.checked ? 'yes' : 'no')}
      />
    )
  if (values)
    return (
      <Select
        {...common}
        clearable={!required}
        data={values.map(String)}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => onChange(next ?? undefined)}
      />
    )
  if (type === 'boolean')
    return (
      <Switch
        mt="xs"
        styles={{ label: { overflowWrap: 'anywhere' }, labelWrapper: { minWidth: 0 }, body: { minWidth: 0 } }}
        label={name}
        description={proseOf(shape.description)}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  if (type === 'integer' || type === 'number')
    return <NumberField {...{ name, schema: shape, required, value, onChange }} />
  if (type === 'object' || type === 'array')
    return <JsonField {...{ name, schema: shape, required, value, onChange }} />
  return <TextField {...{ name, schema: shape, required, value, onChange }} />
}

function TextField({ name, schema: shape, required, value, onChange }: Field) {
  const common = { label: name, description: proseOf(shape.description), required }
  const text = typeof value === 'string' ? value : ''
  if (name === 'message' || name === 'caption')
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    )
  return (
    <TextInput
      {...common}
      value={text}
      onChange={(event) =>
        onChange(event.currentTarget.value === '' && required ? undefined : event.currentTarget.value)
      }
    />
  )
}

function NumberField({ name, schema: shape, required, value, onChange }: Field) {
  return (
    <NumberInput
      label={name}
      description={proseOf(shape.description)}
      required={required}
      {...(shape.minimum === undefined ? {} : { min: shape.minimum })}
      {...(shape.maximum === undefined ? {} : { max: shape.maximum })}
      clampBehavior="none"
      hideControls
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  )
}

/** A list or an object, as JSON. */
function JsonField({ name, schema, required, value, onChange }: Field) {
  const { t } = useTranslation()
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2))
  return (
    <JsonInput
      label={name}
      description={proseOf(schema.description)}
      required={required}
      autosize
      minRows={2}
      validationError={t('ui.notJson')}
      placeholder={schema.type === 'array' ? '[ ]' : '{ }'}
      value={text}
      onChange={(next) => {
        setText(next)
        try {
          onChange(next.trim() === '' ? undefined : JSON.parse(next))
        } catch {
          onChange(undefined)
        }
      }}
    />
  )
}
