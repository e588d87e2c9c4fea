import { asOperator } from '../app/operator.ts'
import { parseVersion } from '../config/config.ts'
import { textOption, UsageError, type Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery whatsapp version`. */
export const whatsappVersion: Command = {
  name: 'whatsapp version',
  usage: '[--set <a.b.c> | --default]',
  summary: 'Shows or changes the WhatsApp Web version of the next connections, also while the gateway runs.',
  notes: [
    'The network refuses versions that are too old (code 405): the gateway raises an alarm and tries again within the hour, or at once when another version is set here. --default takes the order back: ROOKERY_WHATSAPP_VERSION or the built-in version counts again.',
  ],
  options: { set: { type: 'string' }, default: { type: 'boolean' } },
  async run(given, terminal) {
    const set = textOption(given, 'set')
    const back = given.options['default'] === true
    if (set !== undefined && back) throw new UsageError('--set and --default exclude each other')
    if (set !== undefined && !parseVersion(set)) throw new UsageError('--set must be three numbers with dots')
    const config = toolConfig()
    const ordered = await asOperator(config, async (operator) => {
      if (set !== undefined || back) await operator.orderWhatsappVersion(set ?? '')
      return await operator.whatsappVersion()
    })
    const configured = config.whatsapp.version ? `${config.whatsapp.version.join('.')} (configured)` : 'built in'
    terminal.out(ordered === '' ? configured : `${ordered} (ordered)`)
    return 0
  },
}
