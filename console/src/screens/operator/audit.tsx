import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, type Reply } from '../../api.ts'
import { Older } from '../../ui/older.tsx'
import { PageHead, Panel, Waiting } from '../../ui/parts.tsx'
import { AuditTable } from '../team.tsx'

const PAGE = 100

/** Everything that was done to money, tokens and access, over all accounts. */
export function AuditPage() {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['getInstallationAudit', 'all'],
    initialPageParam: '',
    queryFn: ({ pageParam: before }) =>
      call('getInstallationAudit', { limit: PAGE, ...(before === '' ? {} : { before }) }),
    getNextPageParam: (page: Reply<'getInstallationAudit'>) => (page.length < PAGE ? undefined : page.at(-1)?.id),
  })
  const rows = query.data?.pages.flat() ?? []
  return (
    <>
      <PageHead title={t('nav.audit')} about={t('team.auditAbout')} />
      <Panel>
        {query.data ? <AuditTable rows={rows} /> : <Waiting query={query} />}
        <Older query={query} />
      </Panel>
    </>
  )
}
