import type { JsonObject, PublicMethod } from './openapi.ts'

export const LANGUAGES = ['curl', 'JavaScript', 'Python'] as const
export type CodeLanguage = (typeof LANGUAGES)[number]

/** A call, complete but for what its fields say. */
export interface Call {
  method: PublicMethod
  /** Whole address, query included. */
  url: string
  body: JsonObject
}

/** Whether a call carries a body. */
const sends = ({ method }: Call): boolean => method.body !== undefined && method.verb === 'POST'

/** The call as a program of a language; it runs as it stands. */
export function codeOf(call: Call, language: CodeLanguage): string {
  if (language === 'curl') return curl(call)
  return language === 'Python' ? python(call) : javascript(call)
}

const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const fields = (body: JsonObject) =>
  Object.entries(body).map(
    ([name, value]) => [name, value instanceof File ? value : String(value), value instanceof File] as const,
  )

function curl(call: Call): string {
  const { method, url, body } = call
  const head = `curl -X ${method.verb} ${shell(url)}`
  if (!sends(call)) return head
  if (method.multipart)
    return [
      head,
      ...fields(body).map(
        ([name, value, file]) => `-F ${shell(`${name}=${file ? `@${(value as File).name}` : (value as string)}`)}`,
      ),
    ].join(' \\\n  ')
  return `${head} \\\n  -H 'Content-Type: application/json' \\\n  -d ${shell(JSON.stringify(body))}`
}

function javascript(call: Call): string {
  const { method, url, body } = call
  const end = 'console.log(answer.status, await answer.text())'
  const quotedUrl = JSON.stringify(url)
  if (!sends(call)) return `const answer = await fetch(${quotedUrl}, { method: '${method.verb}' })\n${end}`
  if (!method.multipart)
    return `const answer = await fetch(${quotedUrl}, {\n  method: 'POST',\n  headers: { 'Content-Type': 'application/json' },\n  body: JSON.stringify(${indented(JSON.stringify(body, null, 2))}),\n})\n${end}`
  const lines = fields(body).map(([name, value, file]) =>
    file
      ? `form.set('${name}', await openAsBlob('${(value as File).name}'), '${(value as File).name}')`
      : `form.set('${name}', ${JSON.stringify(value)})`,
  )
  return `import { openAsBlob } from 'node:fs'\n\nconst form = new FormData()\n${lines.join('\n')}\nconst answer = await fetch(${quotedUrl}, { method: 'POST', body: form })\n${end}`
}

const indented = (text: string): string => text.replaceAll('\n', '\n  ')

function python(call: Call): string {
  const { method, url, body } = call
  const quotedUrl = JSON.stringify(url)
  const end = 'print(answer.status_code, answer.text)'
  if (!sends(call)) return `import requests\n\nanswer = requests.request("${method.verb}", ${quotedUrl})\n${end}`
  if (!method.multipart)
    return `import requests\n\nanswer = requests.post(${quotedUrl}, json=${pythonValue(body)})\n${end}`
  const parts = fields(body)
  const data = parts
    .filter(([, , file]) => !file)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  const files = parts
    .filter(([, , file]) => file)
    .map(([name, value]) => `${JSON.stringify(name)}: open(${JSON.stringify((value as File).name)}, "rb")`)
  return `import requests\n\nanswer = requests.post(\n    ${quotedUrl},\n    data={${data.join(', ')}},\n    files={${files.join(', ')}},\n)\n${end}`
}

function pythonValue(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, item]) => `${JSON.stringify(name)}: ${pythonValue(item)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}
