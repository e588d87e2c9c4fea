import { addOperator, cliDeed, signInLink } from '../src/app/operators.ts'
import { consoleClient, type ConsoleClient } from './console-client.ts'
import type { TestNetwork } from './network.ts'

export const PASSWORD = 'four plain words here'

/** An account with its owner signed in. */
export interface TestAccount {
  id: string
  owner: ConsoleClient
}

/** A signed-in operator of the installation. */
export async function operatorOf({ gateway }: TestNetwork, email = 'op@example.org'): Promise<ConsoleClient> {
  const { ports } = gateway
  await addOperator(ports, { email, name: 'Op', deed: cliDeed(ports) })
  const operator = consoleClient(gateway.addresses.apiUrl)
  await operator.call('useSignInLink', { token: await signInLink(ports, { email, by: 'test' }) })
  return operator
}

/** Takes an invitation by its link, as where no letter leaves. */
export async function takeInvitation({ apiUrl }: TestNetwork, link: string | null): Promise<ConsoleClient> {
  const client = consoleClient(apiUrl)
  await client.call('acceptInvitation', { token: String(link).split('#')[1], password: PASSWORD, name: 'Ada' })
  return client
}

let accounts = 0

/** A new account whose owner has taken the invitation. */
export async function accountOf(
  network: TestNetwork,
  operator: ConsoleClient,
  kind: 'standard' | 'partner' = 'standard',
): Promise<TestAccount> {
  accounts += 1
  const form = { name: `Account ${accounts}`, owner: `owner${accounts}@example.org`, kind }
  const { account: id, link } = await operator.operate<{ account: string; link: string }>('addAccount', form)
  return { id, owner: await takeInvitation(network, link) }
}
