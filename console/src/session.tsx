import { createContext, use, type ReactNode } from 'react'
import type { Reply } from './api.ts'

export type Session = Reply<'getSession'>
export type Account = NonNullable<Session['account']>

const Here = createContext<Session | undefined>(undefined)

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <Here value={session}>{children}</Here>
}

/** Who is signed in; only below the gate that asks for it. */
export function useSession(): Session {
  const session = use(Here)
  if (!session) throw new Error('there is no session here')
  return session
}

/** The account that the session is in; only on pages of an account. */
export function useAccount(): Account {
  const { account } = useSession()
  if (!account) throw new Error('the session is in no account')
  return account
}

/** Whether the person may do what owners may; the server has the last word. */
export function useIsOwner(): boolean {
  return useAccount().role !== 'member'
}
