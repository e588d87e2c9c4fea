import { mintId } from '../base/ids.ts'
import type { Ports } from '../contract/ports.ts'
import { createAccountBy, listAccounts, type AccountKind } from '../partners/accounts.ts'
import { issuePartnerToken } from '../partners/partner-tokens.ts'

type Deps = Pick<Ports, 'store' | 'keyring' | 'clock'>

/** Makes an account; its id. */
export async function addAccount(
  { store, clock }: Deps,
  { name, kind, actor }: { name: string; kind: AccountKind; actor: string },
): Promise<string> {
  const at = clock.now()
  const id = mintId(at)
  await store.write(createAccountBy, { id, name, kind, deed: { id: mintId(at), actor, at } })
  return id
}

const DEMO = 'Demo partner'

/** The account of the demo, when there is one. */
export async function findDemoAccount({ store }: Pick<Deps, 'store'>): Promise<string | undefined> {
  const accounts = await store.read(listAccounts, { after: '', limit: 1000 })
  return accounts.find(({ name, kind }) => name === DEMO && kind === 'partner')?.id
}

/** Makes the demo's account with its token; the token. */
export async function addDemo(deps: Deps, value: string | undefined): Promise<string> {
  const account = await addAccount(deps, { name: DEMO, kind: 'partner', actor: 'system' })
  const issued = await issuePartnerToken(deps, {
    account,
    name: 'demo',
    ...(value === undefined ? {} : { value }),
    deed: { id: mintId(deps.clock.now()), actor: 'system', at: deps.clock.now() },
  })
  return issued.token
}
