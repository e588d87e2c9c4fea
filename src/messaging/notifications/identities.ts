import type { Instance } from '../../instances/instance.ts'
import { addressOfPeer, type Peer } from '../../instances/peers.ts'
import type { Settings } from '../../instances/settings.ts'
import { chatIdOf } from '../../base/content.ts'

/** A person's two names as chatIds; null: not known. */
interface BothNames {
  number: string | null
  lid: string | null
}

function namesOf({ phone, lid }: { phone?: string | null; lid?: string | null }): BothNames {
  return {
    number: phone ? chatIdOf({ kind: 'person', phone }) : null,
    lid: lid ? chatIdOf({ kind: 'person', lid }) : null,
  }
}

/**
 * messageData with both names of the chat's person and of the sender, where the setting identitiesWebhook asks for them.
 * They stand in the data object alone: the objects around it are closed (notifications.md, Strictness of clients).
 */
export function withIdentities(
  data: object,
  about: {
    settings: Pick<Settings, 'identitiesWebhook'>
    chat: Peer
    /** A person, or the account itself. */
    sender: Peer | Pick<Instance, 'phone' | 'lid'>
  },
): object {
  if (about.settings.identitiesWebhook === 'no') return data
  const { chat, sender } = about
  const person = addressOfPeer(chat)
  const identities = { ...(person.kind === 'person' && { chat: namesOf(person) }), sender: namesOf(sender) }
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && name !== 'quotedMessage'
        ? [name, { ...value, identities }]
        : [name, value],
    ),
  )
}
