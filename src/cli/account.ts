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

/** `rookery account quota`. */
export const accountQuota: Command = {
  name: 'account quota',
  usage: '--account <account-id> --name <quota> --value <n>',
  summary: 'Raises a quota of an account.',
  notes: [
    '--name: a method in lower case, chats, or developerInstances. The larger of the tariff’s own and --value holds.',
  ],
  options: { account: { type: 'string' }, name: { type: 'string' }, value: { type: 'string' } },
  async run(given, terminal) {
    const value = neededOption(given, 'value')
    if (!/^\d{1,9}$/.test(value)) throw new UsageError('--value must be a whole number')
    const request = {
      account: neededOption(given, 'account'),
      name: neededOption(given, 'name'),
      value: Number(value),
    }
    await asOperator(toolConfig(), (operator) => operator.raiseQuota(request))
    terminal.out(`${request.account} has ${request.value} of ${request.name}`)
    return 0
  },
}
