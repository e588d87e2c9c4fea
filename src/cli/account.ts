import { asOperator } from '../app/operator.ts'
import { neededOption, UsageError, type Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

const KINDS = ['standard', 'partner'] as const

/** `rookery account create`. */
export const accountCreate: Command = {
  name: 'account create',
  usage: '--name <name> [--kind standard|partner]',
  summary: 'Makes an account and prints its id.',
  options: { name: { type: 'string' }, kind: { type: 'string' } },
  async run(given, terminal) {
    const name = neededOption(given, 'name')
    const kind = KINDS.find((word) => word === (given.options['kind'] ?? 'standard'))
    if (!kind) throw new UsageError(`--kind must be ${KINDS.join(' or ')}`)
    terminal.out(await asOperator(toolConfig(), (operator) => operator.addAccount({ name, kind })))
    return 0
  },
}
