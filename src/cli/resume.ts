import { asOperator } from '../app/operator.ts'
import { textOption, UsageError, type Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery resume`. */
export const resume: Command = {
  name: 'resume',
  usage: '[--instance <idInstance>]',
  summary: 'Lets queues send again that a restore has paused: one or all.',
  options: { instance: { type: 'string' } },
  async run(given, terminal) {
    const text = textOption(given, 'instance')
    if (text !== undefined && !/^\d{5,15}$/.test(text)) throw new UsageError('--instance must be an idInstance')
    const resumed = await asOperator(toolConfig(), (operator) =>
      operator.resumeQueues(text === undefined ? undefined : Number(text)),
    )
    terminal.out(`${resumed} queues send again`)
    return 0
  },
}
