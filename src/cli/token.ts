import { asOperator } from '../app/operator.ts'
import { neededOption, textOption, UsageError, type Command, type Given } from './command.ts'
import { toolConfig } from './tool-config.ts'

const HOUR_MS = 3600 * 1000
const DAY_MS = 24 * HOUR_MS

/** A number of units in milliseconds, or undefined. */
function span(given: Given, option: string, unitMs: number): number | undefined {
  const text = textOption(given, option)
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text)) return Number(text) * unitMs
  throw new UsageError(`--${option} must be a whole number`)
}

/** `rookery token issue`. */
export const tokenIssue: Command = {
  name: 'token issue',
  usage: '--account <account-id> --name <name> [--read-only] [--days <n>] [--value <gac.…>] [--addresses <cidr,…>]',
  summary: 'Issues a partner token and prints its id and value.',
  notes: [
    'A read-only token lists instances; it neither creates nor deletes. Without --days it does not expire.',
    '--value takes over a token that the partner has already; --addresses bounds where it works.',
  ],
  options: {
    account: { type: 'string' },
    name: { type: 'string' },
    'read-only': { type: 'boolean' },
    days: { type: 'string' },
    value: { type: 'string' },
    addresses: { type: 'string' },
  },
  async run(given, terminal) {
    const days = span(given, 'days', DAY_MS)
    const value = textOption(given, 'value')
    const addresses = textOption(given, 'addresses')?.split(',')
    const request = {
      account: neededOption(given, 'account'),
      name: neededOption(given, 'name'),
      writable: given.options['read-only'] !== true,
      ...(days === undefined ? {} : { expiresAt: Date.now() + days }),
      ...(value === undefined ? {} : { value }),
      ...(addresses === undefined ? {} : { addresses }),
    }
    const { id, token } = await asOperator(toolConfig(), (operator) => operator.issueToken(request))
    terminal.out(`${id} ${token}`)
    return 0
  },
}

/** `rookery token rotate`. */
export const tokenRotate: Command = {
  name: 'token rotate',
  usage: '<token-id> [--overlap-hours <n>]',
  summary: 'Puts a new partner token in the place of another and prints its id and value.',
  notes: ['The old one works for 24 hours more, or for --overlap-hours.'],
  options: { 'overlap-hours': { type: 'string' } },
  operands: 1,
  async run(given, terminal) {
    const [id = ''] = given.operands
    const overlapMs = span(given, 'overlap-hours', HOUR_MS) ?? DAY_MS
    const fresh = await asOperator(toolConfig(), (operator) => operator.rotateToken({ id, overlapMs }))
    terminal.out(`${fresh.id} ${fresh.token}`)
    return 0
  },
}

/** `rookery token revoke`. */
export const tokenRevoke: Command = {
  name: 'token revoke',
  usage: '<token-id>',
  summary: 'Ends a partner token at once.',
  operands: 1,
  async run({ operands: [id = ''] }, terminal) {
    await asOperator(toolConfig(), (operator) => operator.revokeToken(id))
    terminal.out(`${id} is revoked`)
    return 0
  },
}
