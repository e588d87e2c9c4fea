import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { readPartnerToken } from '../partners/partner-tokens.ts'
import { listTokens } from '../partners/tokens.ts'
import { addDemo, findDemoAccount } from './admin.ts'
import type { Gateway } from './gateway.ts'
import { demoSignIn } from './operators.ts'

/**
 * What the demo's person needs for the console, once it is built into the installation: its address, and a one-time
 * link that signs in as operator and as owner of the demo partner. Null until then.
 */
export async function demoConsole(
  gateway: Gateway,
  config: Pick<Config, 'consoleFolder'>,
): Promise<{ consoleUrl: string | null; operatorSignIn: string | null }> {
  const account = await findDemoAccount(gateway.ports)
  if (account === undefined || !existsSync(join(config.consoleFolder, 'index.html')))
    return { consoleUrl: null, operatorSignIn: null }
  const consoleUrl = `${gateway.addresses.pageUrl}/console`
  return { consoleUrl, operatorSignIn: `${consoleUrl}/sign-in#${await demoSignIn(gateway.ports, account)}` }
}

/** The demo partner's token: made on the first start, the same one afterwards. */
export async function ensureDemo({ ports }: Gateway, config: Pick<Config, 'demoToken'>): Promise<string> {
  const account = await findDemoAccount(ports)
  if (account === undefined) return await addDemo(ports, config.demoToken)
  const tokens = await ports.store.read(listTokens, { account })
  const usable = tokens.find(({ revoked_at: revoked, expires_at: expires }) => revoked === null && expires === null)
  if (!usable) return await addDemo(ports, config.demoToken)
  return readPartnerToken(usable, ports)
}
