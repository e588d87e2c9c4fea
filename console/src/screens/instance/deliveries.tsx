import { Badge, Button, Group, Select, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconRefresh, IconWebhook } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { tellDone, useInstanceCall, useInstanceDo } from '../../queries.ts'
import { Attempts } from '../../ui/attempts.tsx'
import { Ago, CopyText, Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'
import type { InstanceFacts } from '../instance.tsx'
import { Replay } from './replay.tsx'

type Delivery = Reply<'getDeliveries'>[number]

const OUTCOMES = ['waiting', 'delivered', 'fetched', 'expired', 'cleared'] as const
type Outcome = (typeof OUTCOMES)[number]
const COLOURS: Readonly<Record<string, string>> = {
  delivered: 'teal.9',
  fetched: 'teal.9',
  waiting: 'blue.9',
  expired: 'red.9',
  cleared: 'gray.7',
}

/** Notifications on their way to the consumer: each with its attempts; any can be sent again. */
export function Deliveries({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [choosing, { open, close }] = useDisclosure()
  const query = useInstanceCall(instance, 'getDeliveries', { count: 100, ...(outcome ? { outcome } : {}) })
  const replay = useInstanceDo(instance, 'replayNotifications', ({ eventIds }) =>
    tellDone(t('delivery.replayed', { count: eventIds.length })),
  )
  const ids = query.data?.filter((row) => row.outcome !== 'waiting').map(({ eventId }) => eventId) ?? []
  return (
    <Stack>
      {choosing && <Replay instance={instance} close={close} />}
      <Endpoint instance={instance} />
      <Panel
        title={t('delivery.log')}
        about={t('delivery.about')}
        actions={
          <Group gap="xs" justify="flex-end">
            <Select
              size="xs"
              w={150}
              clearable
              aria-label={t('delivery.outcome')}
              placeholder={t('delivery.every')}
              data={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
              value={outcome}
              onChange={setOutcome}
            />
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              disabled={ids.length === 0}
              loading={replay.isPending}
              onClick={() => replay.mutate({ eventIds: ids.toReversed() })}
            >
              {t('delivery.replayAll')}
            </Button>
            <Button size="xs" variant="default" onClick={open}>
              {t('replay.choose')}
            </Button>
          </Group>
        }
      >
        {!query.data && <Waiting query={query} />}
        {query.data?.length === 0 && (
          <Empty icon={<IconWebhook size={28} />} title={t('delivery.none')} text={t('delivery.noneText')} />
        )}
        {query.data && query.data.length > 0 && (
          <Log rows={query.data} replay={(eventIds) => replay.mutate({ eventIds })} />
        )}
      </Panel>
    </Stack>
  )
}

function Log({ rows, replay }: { rows: readonly Delivery[]; replay: (eventIds: string[]) => void }) {
  const { t } = useTranslation()
  return (
    <Rows columns={[t('delivery.event'), t('delivery.outcome'), t('delivery.attempts'), '']}>
      {rows.map((row) => (
        <OneDelivery key={row.eventId} row={row} replay={() => replay([row.eventId])} />
      ))}
    </Rows>
  )
}

function Endpoint({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const settings = useInstanceCall(instance, 'getSettings')
  const secret = useInstanceDo(instance, 'getWebhookSecret')
  const url = settings.data?.webhookUrl ?? ''
  return (
    <Panel
      title={t('delivery.endpoint')}
      actions={
        <Button
          size="xs"
          variant="default"
          loading={secret.isPending}
          onClick={() => secret.mutate(undefined as never)}
        >
          {t('delivery.secret')}
        </Button>
      }
    >
      <Stack gap="xs">
        {url === '' ? (
          <Text size="sm" c="dimmed">
            {t('delivery.polled')}
          </Text>
        ) : (
          <CopyText value={url} label="webhookUrl" />
        )}
        {secret.data && <CopyText value={secret.data.secret} label={t('delivery.secret')} secret />}
      </Stack>
    </Panel>
  )
}

function OneDelivery({ row, replay }: { row: Delivery; replay: () => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const attempts = row.attempts.map(({ timestamp, ...attempt }) => ({ ...attempt, at: timestamp / 1000 }))
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={500}>
          {row.typeWebhook}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          <Group gap={4}>
            <Ago at={row.createdAt / 1000} />
            <CopyText value={row.eventId} label="eventId" />
          </Group>
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={COLOURS[row.outcome] ?? 'gray.7'} tt="none">
          {t(`outcome.${row.outcome as Outcome}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Attempts attempts={attempts} open={open} toggle={() => setOpen(!open)} />
      </Table.Td>
      <Table.Td ta="right">
        <Button size="compact-xs" variant="light" disabled={row.outcome === 'waiting'} onClick={replay}>
          {t('delivery.replay')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}
