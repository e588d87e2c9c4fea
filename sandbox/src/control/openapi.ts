import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const SECURITY = [{ bearer: [] }]

/** OpenAPI 3.1 description of the control API, made of the list of operations. */
export function openApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rookery sandbox: control API',
      version: '1',
      description:
        'Drives the simulated phones of an offline network. Every request carries `Authorization: Bearer <key>`.',
    },
    security: SECURITY,
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  }
}

function describe(operation: Operation): Record<string, unknown> {
  const names = [...operation.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(operation.query ?? {}).map(([name, description]) => ({
      name,
      in: 'query',
      description,
      schema: { type: 'string' },
    })),
  ]
  const body = operation.body && { required: true, content: { 'application/json': { schema: operation.body } } }
  return {
    summary: operation.summary,
    operationId: `${operation.method.toLowerCase()} ${operation.path}`.replace(/[^a-z]+/gi, '_'),
    parameters,
    ...(body && { requestBody: body }),
    responses: {
      200: { description: 'Done.', content: { [typeOf(operation)]: { example: operation.answers } } },
      default: {
        description: 'Not done; `message` says why.',
        content: { 'application/json': { example: { code: 'noPhone', message: 'There is no phone 79001230001.' } } },
      },
    },
  }
}

const typeOf = ({ follow }: Operation) => (follow ? 'text/event-stream' : 'application/json')
