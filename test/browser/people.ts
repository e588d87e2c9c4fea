import type { Locator } from 'playwright-core'
import { addOperator, cliDeed, signInLink } from '../../src/app/operators.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { tokenIn, type MailServer } from '../mail-server.ts'
import type { TestNetwork } from '../network.ts'

/** The password of everybody here. */
export const PASSWORD = 'four plain words here'

/** A person with an account of their own, confirmed by letter. */
export async function register(
  { apiUrl }: TestNetwork,
  mail: MailServer,
  name: string,
): Promise<{ email: string; account: string; client: ConsoleClient }> {
  const email = `${name.toLowerCase()}@example.org`
  const client = consoleClient(apiUrl)
  await client.call('register', { email, password: PASSWORD, name, accountName: `${name}’s shops` })
  const token = tokenIn(await mail.letterTo(email))
  const { account } = await client.call<{ account: { id: string } }>('confirmEmail', { token, password: PASSWORD })
  return { email, account: account.id, client }
}

/** An operator at the API, beside those in browsers. */
export async function operatorClient({ gateway, apiUrl }: TestNetwork): Promise<ConsoleClient> {
  const { ports } = gateway
  const client = consoleClient(apiUrl)
  await addOperator(ports, { email: 'op@example.org', name: 'Op', deed: cliDeed(ports) })
  await client.call('useSignInLink', { token: await signInLink(ports, { email: 'op@example.org', by: 'test' }) })
  return client
}

/** The points of the preparation page once it is drawn: a list of what matches does not wait by itself. */
export async function pointsOf(preparation: Locator): Promise<Locator[]> {
  const points = preparation.getByRole('checkbox')
  await points.first().waitFor()
  return points.all()
}
