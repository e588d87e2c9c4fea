import { Anchor, Group, Stack, Text } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { callInstance, type Input } from '../../api.ts'
import { useInstanceCall } from '../../queries.ts'
import type { Endpoint, EndpointDesk } from '../../ui/endpoints/desk.ts'
import { AddEndpoint, Endpoints } from '../../ui/endpoints/endpoints.tsx'
import { EventLog } from '../../ui/endpoints/log.tsx'
import type { InstanceFacts } from '../instance.tsx'
import { NOTIFICATION_TYPES } from '../../gen/client.ts'

type Types = NonNullable<Input<'addWebhookEndpoint'>['types']>

const secondsOf = (ms: number | null) => (ms === null ? null : ms / 1000)

function useDesk(instance: InstanceFacts): EndpointDesk {
  const query = useInstanceCall(instance, 'getWebhookEndpoints')
  const data = query.data?.map((one): Endpoint => {
    const { endpointId: id, name, url, types, enabled, disabledReason } = one
    const failingSince = secondsOf(one.failingSince)
    return {
      id,
      name,
      url,
      types,
      enabled,
      disabledReason,
      failingSince,
      formerSecretUntil: secondsOf(one.formerSecretUntil),
    }
  })
  return {
    endpoints: { data, error: query.error, refetch: query.refetch } as EndpointDesk['endpoints'],
    types: NOTIFICATION_TYPES,
    // whoever has the instance's token may do it by API as well
    mayChange: true,
    add: ({ types, ...fields }) => callInstance(instance, 'addWebhookEndpoint', { ...fields, types: types as Types }),
    change: ({ id: endpointId, types, ...fields }) =>
      callInstance(instance, 'changeWebhookEndpoint', { endpointId, ...fields, types: types as Types }),
    remove: (endpointId) => callInstance(instance, 'removeWebhookEndpoint', { endpointId }),
    rotate: (endpointId) => callInstance(instance, 'rotateWebhookSecret', { endpointId }),
    test: (endpointId) => callInstance(instance, 'testWebhookEndpoint', { endpointId }),
    logOf: (id) => `/instances/${instance.idInstance}/endpoints?log=${id}`,
  }
}

/** Further addresses for the notifications of an instance, or the log of one of them. */
export function InstanceEndpoints({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const desk = useDesk(instance)
  const log = params.get('log')
  if (log !== null) return <Log instance={instance} desk={desk} id={log} />
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={620}>
          {t('own.about')}
        </Text>
        <AddEndpoint desk={desk} />
      </Group>
      <Endpoints desk={desk} none={t('own.none')} />
    </Stack>
  )
}

function Log({ instance, desk, id }: { instance: InstanceFacts; desk: EndpointDesk; id: string }) {
  const { t } = useTranslation()
  const endpoint = desk.endpoints.data?.find((one) => one.id === id)
  return (
    <Stack>
      <Group gap="xs">
        <Anchor component={Link} href={`/instances/${instance.idInstance}/endpoints`} size="sm">
          <IconChevronLeft size={14} /> {t('tab.endpoints')}
        </Anchor>
        <Text size="sm" fw={550}>
          {endpoint?.name}
        </Text>
        <Text size="sm" c="dimmed" className="id">
          {endpoint?.url}
        </Text>
      </Group>
      <EventLog
        queryKey={['instance', instance.idInstance, 'getWebhookEndpointLog', id]}
        pageOf={async ({ limit, ...page }) => {
          const rows = await callInstance(instance, 'getWebhookEndpointLog', { endpointId: id, count: limit, ...page })
          return rows.map(({ seq, eventId, typeWebhook: type, outcome, createdAt, attempts }) => {
            const tries = attempts.map(({ timestamp, tookMs, status, error }) => {
              return { at: timestamp / 1000, tookMs, status, error }
            })
            return { seq, eventId, type, outcome, createdAt: createdAt / 1000, attempts: tries }
          })
        }}
        resend={async (events) => {
          const eventIds = events.map(({ eventId }) => eventId)
          return (await callInstance(instance, 'replayNotifications', { endpointId: id, eventIds })).eventIds.length
        }}
      />
    </Stack>
  )
}
