import { randomBytes } from 'node:crypto'
import type { Ports } from '../../contract/ports.ts'
import type { Ticket, TicketPurpose } from './ticket.ts'

const HOUR = 60 * 60 * 1000

/** How long a link of each purpose opens something. */
const LIFE: Readonly<Record<TicketPurpose, number>> = {
  confirm: 24 * HOUR,
  reset: HOUR,
  invite: 7 * 24 * HOUR,
  signIn: 24 * HOUR,
}

export type NewTicket = Omit<Ticket, 'used_at'>

/** Mints a ticket: its row, and the token that only the link holds. */
export function mintTicket(
  { keyring, clock }: Pick<Ports, 'keyring' | 'clock'>,
  about: Pick<Ticket, 'purpose' | 'email' | 'made_by'> & Partial<Pick<Ticket, 'person' | 'account' | 'role'>>,
): { token: string; ticket: NewTicket } {
  const token = randomBytes(32).toString('hex')
  const at = clock.now()
  return {
    token,
    ticket: {
      person: null,
      account: null,
      role: '',
      ...about,
      token_hash: keyring.lookup(token),
      created_at: at,
      expires_at: at + LIFE[about.purpose],
    },
  }
}
