import { createInterface } from 'node:readline'
import { asOperator } from '../app/operator.ts'
import { UsageError, type Command, type Given } from './command.ts'
import { instanceOption } from './resume.ts'
import { toolConfig } from './tool-config.ts'

function neededInstance(given: Given): number {
  const instance = instanceOption(given)
  if (instance === undefined) throw new UsageError('--instance is missing')
  return instance
}

/** `rookery proxy set`. */
export const proxySet: Command = {
  name: 'proxy set',
  usage: '--instance <idInstance>',
  summary: 'Lets the session of an instance go out through a proxy, after trying it; reads its address from stdin.',
  notes: [
    'The address is one line: http://, https:// or socks5://, host and port, with or without user:password@. It comes by stdin, since arguments can be seen by every user of the machine, and is kept sealed.',
    'A proxy that cannot reach the messenger is refused and nothing changes. A running session moves over within seconds.',
  ],
  options: { instance: { type: 'string' } },
  async run(given, terminal) {
    const instance = neededInstance(given)
    const url = (await firstLine()).trim()
    await asOperator(toolConfig(), (operator) => operator.setProxy(instance, url))
    terminal.out(`${instance} goes out through the proxy`)
    return 0
  },
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return ''
}

/** `rookery proxy clear`. */
export const proxyClear: Command = {
  name: 'proxy clear',
  usage: '--instance <idInstance>',
  summary: 'Lets the session of an instance go out directly again.',
  options: { instance: { type: 'string' } },
  async run(given, terminal) {
    const instance = neededInstance(given)
    await asOperator(toolConfig(), (operator) => operator.setProxy(instance, null))
    terminal.out(`${instance} goes out directly`)
    return 0
  },
}
