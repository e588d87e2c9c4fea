import { asOperator } from '../app/operator.ts'
import type { Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery partner enrol`. */
export const partnerEnrol: Command = {
  name: 'partner enrol',
  usage: '<account-id>',
  summary: 'Makes an account a partner, who may hold partner tokens.',
  operands: 1,
  async run({ operands: [account = ''] }, terminal) {
    await asOperator(toolConfig(), (operator) => operator.enrolPartner(account))
    terminal.out(`${account} is a partner`)
    return 0
  },
}
