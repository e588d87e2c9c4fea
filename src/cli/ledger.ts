import { asBookkeeper } from '../app/bookkeeper.ts'
import { textOption, type Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery ledger verify`. */
export const ledgerVerify: Command = {
  name: 'ledger verify',
  usage: '[--account <account-id>]',
  summary: 'Recomputes every hash, sum and anchor of the ledger from its rows.',
  notes: ['Exit code 1 when something does not match; each fault is printed. May run beside the gateway.'],
  options: { account: { type: 'string' } },
  async run(given, terminal) {
    return await asBookkeeper(toolConfig(), async (bookkeeper) => {
      let faults = 0
      let accounts = 0
      let transactions = 0
      for await (const verified of bookkeeper.verify(textOption(given, 'account'))) {
        accounts += 1
        transactions += verified.transactions
        faults += verified.faults.length
        for (const { account, seq, fault } of verified.faults) terminal.err(`${account} ${seq}: ${fault}`)
      }
      terminal.out(`${accounts} accounts, ${transactions} transactions, ${faults} faults`)
      return faults === 0 ? 0 : 1
    })
  },
}
