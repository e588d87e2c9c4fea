import { asBookkeeper } from '../app/bookkeeper.ts'
import type { Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

const EVERY_MS = 1000

/** `rookery bill run`. */
export const billRun: Command = {
  name: 'bill run',
  usage: '',
  summary: 'Charges every night that was missed, up to the last 00:00 UTC+3.',
  notes: [
    'The gateway does this by itself. The command may be ended at any moment and given again: nothing is charged twice.',
    'While another run is under way it does nothing. Progress goes to the error output.',
  ],
  async run(_given, terminal) {
    return await asBookkeeper(toolConfig(), async (bookkeeper) => {
      let told = Date.now()
      let charged = 0
      const result = await bookkeeper.chargeNights((day, more) => {
        charged += more
        if (Date.now() - told < EVERY_MS) return
        told = Date.now()
        terminal.err(`${day}: ${charged} instance-days charged`)
      })
      const { day, accounts, finished } = await bookkeeper.progress()
      if (!result.ran) terminal.out('another run is under way')
      else terminal.out(`${result.charged} instance-days charged in ${result.nights} nights`)
      terminal.out(`${day}: ${finished} of ${accounts} accounts are charged`)
      return 0
    })
  },
}
