import { Center, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { ApiError, call } from './api.ts'
import { SessionProvider } from './session.tsx'
import { Shell } from './shell.tsx'
import { Problem } from './ui/parts.tsx'
import { isVisitorPage, Visitor } from './screens/visitor.tsx'

/** Lets in who has a session; shows everybody else how to get one. */
export function Gate() {
  const { t } = useTranslation()
  const [path] = useLocation()
  const session = useQuery({
    queryKey: ['getSession', {}],
    queryFn: async () => {
      try {
        return await call('getSession')
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null
        throw error
      }
    },
  })
  if (session.isPending)
    return (
      <Center h="100vh">
        <Loader role="status" aria-label={t('ui.loading')} />
      </Center>
    )
  if (session.error) return <Problem error={session.error} again={() => void session.refetch()} />
  if (!session.data || isVisitorPage(path)) return <Visitor network={session.data?.network} />
  return (
    <SessionProvider session={session.data}>
      <Shell />
    </SessionProvider>
  )
}
