import { asOperator } from '../app/operator.ts'
import { addressesOf } from '../config/addresses.ts'
import type { Config } from '../config/config.ts'
import { neededOption, textOption, type Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

const signInAddress = (config: Config, token: string) =>
  `${addressesOf(config, config.http.port).pageUrl}/console/sign-in#${token}`

/** `rookery operator create`. */
export const operatorCreate: Command = {
  name: 'operator create',
  usage: '--email <address> [--name <name>]',
  summary: 'Makes a person an operator and prints a one-time sign-in link.',
  notes: ['The link works once, for a day. In the console the operator sets a password by "Forgot password".'],
  options: { email: { type: 'string' }, name: { type: 'string' } },
  async run(given, terminal) {
    const config = toolConfig()
    const email = neededOption(given, 'email')
    const token = await asOperator(config, async (operator) => {
      await operator.addOperator({ email, name: textOption(given, 'name') ?? email })
      return await operator.signInLink(email)
    })
    terminal.out(signInAddress(config, token))
    return 0
  },
}

/** `rookery operator sign-in`. */
export const operatorSignIn: Command = {
  name: 'operator sign-in',
  usage: '--email <address>',
  summary: 'Prints a one-time sign-in link for a person, good for a day.',
  options: { email: { type: 'string' } },
  async run(given, terminal) {
    const config = toolConfig()
    const email = neededOption(given, 'email')
    const token = await asOperator(config, (operator) => operator.signInLink(email))
    terminal.out(signInAddress(config, token))
    return 0
  },
}
