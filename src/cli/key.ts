import { asOperator } from '../app/operator.ts'
import { addMasterKey, nextMasterKey } from '../config/secrets.ts'
import type { Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery key rotate`. */
export const keyRotate: Command = {
  name: 'key rotate',
  usage: '',
  summary: 'Adds a master key to the key file; the gateway seals with it from its next start.',
  notes: ['Then restart the gateway, and run rookery key reseal. Older keys still open what they sealed.'],
  async run(_given, terminal) {
    const { keys } = toolConfig()
    const version = await nextMasterKey(keys)
    await addMasterKey(keys, version)
    terminal.out(`Master key ${version} is added. Copy the key file, restart the gateway, then run rookery key reseal.`)
    return 0
  },
}

/** `rookery key reseal`. */
export const keyReseal: Command = {
  name: 'key reseal',
  usage: '',
  summary: 'Seals everything anew that an older master key sealed.',
  notes: [
    'May run beside a gateway that was started after the rotation. Afterwards older keys are needed only for older backups.',
  ],
  async run(_given, terminal) {
    terminal.out(`${await asOperator(toolConfig(), (operator) => operator.reseal())} values are sealed anew`)
    return 0
  },
}
