import { Grid, Group, Stack, Table, Text, Timeline } from '@mantine/core'
import { IconCircleFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { moment, utcSeconds } from '../../format.ts'
import { useInstanceCall } from '../../queries.ts'
import { Ago, CopyText, Panel, StateBadge, Waiting } from '../../ui/parts.tsx'
import type { InstanceFacts } from '../instance.tsx'
import { Linking } from './linking.tsx'

/** Whether it is linked, by what it is addressed, and what happened to it. */
export function Overview({ instance }: { instance: InstanceFacts }) {
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Linking instance={instance} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack>
          <Access instance={instance} />
          <History instance={instance} />
        </Stack>
      </Grid.Col>
    </Grid>
  )
}

function Access({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const rows = [
    ['apiUrl', <CopyText key="url" value={location.origin} label="apiUrl" />],
    ['idInstance', <CopyText key="id" value={String(instance.idInstance)} label="idInstance" />],
    ['apiTokenInstance', <CopyText key="token" value={instance.apiTokenInstance} label="apiTokenInstance" secret />],
    [t('list.tariff'), instance.tariff],
    [t('list.created'), moment(utcSeconds(instance.timeCreated))],
    [t('instance.paidUntil'), moment(utcSeconds(instance.expirationDate))],
  ] as const
  return (
    <Panel title={t('instance.access')}>
      <Table variant="vertical" layout="fixed" verticalSpacing={6}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={150}>{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  )
}

function History({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const query = useInstanceCall(instance, 'getStateInstanceHistory', { count: 20 })
  return (
    <Panel title={t('instance.history')} about={t('instance.historyAbout')}>
      {!query.data && <Waiting query={query} />}
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('instance.noHistory')}
        </Text>
      )}
      <Timeline bulletSize={14} lineWidth={2} active={0}>
        {query.data?.map(({ stateInstance, timestamp, reason, phoneNumber }) => (
          <Timeline.Item key={`${timestamp}/${stateInstance}/${reason}`} bullet={<IconCircleFilled size={6} />}>
            <Group gap="xs">
              <StateBadge state={stateInstance} />
              <Text size="sm">{reason}</Text>
            </Group>
            <Text size="xs" c="dimmed">
              <Ago at={timestamp} /> {phoneNumber !== '' && `· +${phoneNumber}`}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Panel>
  )
}
