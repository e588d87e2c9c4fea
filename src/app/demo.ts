import type { Config } from '../config/config.ts'
import { readPartnerToken } from '../partners/partner-tokens.ts'
import { listTokens } from '../partners/tokens.ts'
import { addDemo, findDemoAccount } from './admin.ts'
import type { Gateway } from './gateway.ts'

/** The demo partner's token: made on the first start, the same one afterwards. */
export async function ensureDemo({ ports }: Gateway, config: Pick<Config, 'demoToken'>): Promise<string> {
  const account = await findDemoAccount(ports)
  if (account === undefined) return await addDemo(ports, config.demoToken)
  const tokens = await ports.store.read(listTokens, { account })
  const usable = tokens.find(({ revoked_at: revoked, expires_at: expires }) => revoked === null && expires === null)
  if (!usable) return await addDemo(ports, config.demoToken)
  return readPartnerToken(usable, ports)
}
