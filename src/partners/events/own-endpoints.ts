import type { Deed } from '../../audit/audit.ts'
import { mintId } from '../../base/ids.ts'
import { tellPartner } from '../../contract/partner-event.ts'
import type { Ports } from '../../contract/ports.ts'
import {
  addEndpoint,
  changeEndpoint,
  endpointOf,
  rotateSecret,
  type Endpoint,
} from '../../delivery/endpoints/endpoint.ts'
import { checkUrl, newSecret } from '../../delivery/endpoints/new-secret.ts'

const HOUR = 3600 * 1000

interface EndpointForm {
  account: string
  name: string
  url: string
  types?: readonly string[]
}

/** Adds an endpoint of an account; its secret is known here and nowhere else. Rejects with `endpointUrlRefused` or `tooManyEndpoints`. */
export async function addOwnEndpoint(
  ports: Ports,
  { types = [], ...form }: EndpointForm,
  deed: Deed,
): Promise<{ id: string; secret: string }> {
  checkUrl(form.url)
  const id = mintId(deed.at)
  const { secret, sealed } = newSecret(ports, id)
  await ports.store.write(addEndpoint, { id, ...form, types: JSON.stringify(types), secretSealed: sealed, deed })
  return { id, secret }
}

/** Changes, disables or enables an endpoint. Rejects with `endpointUrlRefused` or `endpointUnknown`. */
export async function changeOwnEndpoint(
  { store }: Ports,
  { types = [], ...form }: EndpointForm & { id: string; enabled: boolean },
  deed: Deed,
): Promise<Endpoint> {
  checkUrl(form.url)
  await store.write(changeEndpoint, { ...form, types: JSON.stringify(types), deed })
  return await store.read(endpointOf, { id: form.id, account: form.account })
}

/** Signs with a new secret, and with the former one beside it for the overlap. Rejects with `endpointUnknown`. */
export async function rotateOwnSecret(
  ports: Ports,
  { id, account, overlapHours = 24 }: { id: string; account: string; overlapHours?: number },
  deed: Deed,
): Promise<{ id: string; secret: string }> {
  const { secret, sealed } = newSecret(ports, id)
  const until = deed.at + overlapHours * HOUR
  await ports.store.write(rotateSecret, { id, account, secretSealed: sealed, until, deed })
  return { id, secret }
}

/** Sends a test event to one endpoint; the event's id. Rejects with `endpointUnknown`. */
export async function sendTestEvent(
  { store, clock, bus }: Ports,
  { account, endpoint }: { account: string; endpoint: string },
): Promise<string> {
  await store.read(endpointOf, { id: endpoint, account })
  const at = clock.now()
  const id = mintId(at)
  await store.write(tellPartner, { id, account, type: 'test', data: { endpoint }, at })
  bus.nudge('event', account)
  return id
}
