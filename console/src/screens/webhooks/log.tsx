import { Button } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'wouter'
import { call } from '../../api.ts'
import { useCall } from '../../queries.ts'
import { EventLog } from '../../ui/endpoints/log.tsx'
import { PageHead } from '../../ui/parts.tsx'

/** The log of an endpoint of the account. */
export function WebhookLog() {
  const { t } = useTranslation()
  const { id } = useParams<{ id: string }>()
  const endpoint = useCall('getEndpoints').data?.find((one) => one.id === id)
  return (
    <>
      <PageHead title={endpoint?.name ?? t('hook.log')} about={endpoint?.url}>
        <Button component={Link} href="/webhooks" variant="default" leftSection={<IconChevronLeft size={16} />}>
          {t('nav.webhooks')}
        </Button>
      </PageHead>
      <EventLog
        queryKey={['getEndpointLog', id]}
        pageOf={async (page) => [...(await call('getEndpointLog', { id, ...page }))]}
        resend={async (events) => (await call('resendEvents', { id, seqs: events.map(({ seq }) => seq) })).queued}
      />
    </>
  )
}
