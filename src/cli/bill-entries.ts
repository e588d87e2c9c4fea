import { asBookkeeper } from '../app/bookkeeper.ts'
import type { Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery bill entries`. */
export const billEntries: Command = {
  name: 'bill entries',
  usage: '',
  summary: 'Prints the payments and credit notes that wait for the approval of another operator, a JSON object a line.',
  notes: ['ROOKERY_APPROVALS says whether they wait. Commands count as one operator, whoever gives them.'],
  async run(_given, terminal) {
    for (const { body, ...entry } of await asBookkeeper(toolConfig(), ({ desk }) => desk.entries()))
      terminal.out(JSON.stringify({ ...entry, body: JSON.parse(body) as unknown }))
    return 0
  },
}

const decision = (name: string, approve: boolean, summary: string): Command => ({
  name,
  usage: '<entry-id>',
  summary,
  operands: 1,
  async run({ operands: [id = ''] }, terminal) {
    const result = await asBookkeeper(toolConfig(), ({ desk }) => desk.decide({ id, approve }))
    terminal.out(approve ? `${id} is approved: ${result}` : `${id} is declined`)
    return 0
  },
})

/** `rookery bill approve`. */
export const billApprove = decision(
  'bill approve',
  true,
  'Approves an entry that another operator made in the console.',
)

/** `rookery bill decline`. */
export const billDecline = decision('bill decline', false, 'Declines an entry.')
