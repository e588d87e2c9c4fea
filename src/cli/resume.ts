import { asOperator } from '../app/operator.ts'
import { textOption, UsageError, type Command, type Given } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `--instance`, or undefined. */
export function instanceOption(given: Given): number | undefined {
  const text = textOption(given, 'instance')
  if (text === undefined) return undefined
  if (!/^\d{5,12}$/.test(text)) throw new UsageError('--instance must be an idInstance')
  return Number(text)
}

/** `rookery resume`. */
export const resume: Command = {
  name: 'resume',
  usage: '[--instance <idInstance>] [--parked send|drop]',
  summary: 'Lets queues send again that a restore has paused, and decides on parked messages: of one instance or all.',
  notes: [
    'A running gateway notices within seconds.',
    'Parked are messages that failed again and again, and those that waited in a backup. --parked send puts them back into their queues under the ids they had: who has one already sees it once. --parked drop gives them up. Without it they stay parked until 24 hours after they were accepted.',
  ],
  options: { instance: { type: 'string' }, parked: { type: 'string' } },
  async run(given, terminal) {
    const instance = instanceOption(given)
    const parked = textOption(given, 'parked')
    if (parked !== undefined && parked !== 'send' && parked !== 'drop')
      throw new UsageError('--parked must be send or drop')
    await asOperator(toolConfig(), async (operator) => {
      // first, so that a queue keeps its order
      const settled = parked === undefined ? 0 : await operator.settleParked(parked, instance)
      const resumed = await operator.resumeQueues(instance)
      if (parked === 'send') terminal.out(`${settled} parked messages are sent after all`)
      if (parked === 'drop') terminal.out(`${settled} parked messages are given up`)
      terminal.out(`${resumed} queues send again`)
      const left = parked === undefined ? await operator.countParked(instance) : 0
      if (left > 0) terminal.err(`${left} messages stay parked: decide with --parked send or --parked drop`)
    })
    return 0
  },
}
