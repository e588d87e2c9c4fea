import { Alert, Badge, Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconListCheck, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { moment } from '../../format.ts'
import { useInstanceCall, useInstanceDo } from '../../queries.ts'
import { CopyText, Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'
import type { LiveFacts } from '../instance.tsx'

type Queued = Reply<'showMessagesQueue'>[number]

/** Messages that wait to be sent, in their order, and those that were set aside. */
export function Queue({ instance }: { instance: LiveFacts }) {
  return (
    <Stack>
      <WaitingOnes instance={instance} />
      <Parked instance={instance} />
    </Stack>
  )
}

function WaitingOnes({ instance }: { instance: LiveFacts }) {
  const { t } = useTranslation()
  const query = useInstanceCall(instance, 'showMessagesQueue')
  const clear = useInstanceDo(instance, 'clearMessagesQueue')
  const empty = query.data?.length === 0
  return (
    <Panel
      title={t('queue.title')}
      about={t('queue.about')}
      actions={
        <Group gap="xs">
          <Pause instance={instance} />
          <Button
            variant="default"
            size="xs"
            disabled={empty}
            loading={clear.isPending}
            onClick={() => clear.mutate(undefined as never)}
          >
            {t('queue.clear')}
          </Button>
        </Group>
      }
    >
      {instance.paused && (
        <Alert color="orange.9" mb="sm" icon={<IconPlayerPause size={18} />} title={t('held.paused')}>
          {t('held.pausedAbout')}
        </Alert>
      )}
      {!query.data && <Waiting query={query} />}
      {empty && <Empty icon={<IconListCheck size={28} />} title={t('queue.none')} text={t('queue.noneText')} />}
      {query.data && !empty && (
        <Rows columns={['idMessage', t('queue.kind'), t('queue.body'), t('queue.leaves'), '']}>
          {query.data.map((one) => (
            <Table.Tr key={one.messageID}>
              <Said one={one} />
              <Leaves one={one} />
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Prioritize instance={instance} one={one} />
                  <Remove instance={instance} idMessage={one.messageID} />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </Panel>
  )
}

function Pause({ instance }: { instance: LiveFacts }) {
  const { t } = useTranslation()
  const turn = useInstanceDo(instance, instance.paused ? 'resumeQueue' : 'pauseQueue')
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={instance.paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
      loading={turn.isPending}
      onClick={() => turn.mutate(undefined as never)}
    >
      {instance.paused ? t('held.resume') : t('held.pause')}
    </Button>
  )
}

function Parked({ instance }: { instance: LiveFacts }) {
  const { t } = useTranslation()
  const query = useInstanceCall(instance, 'showParkedMessages')
  const retry = useInstanceDo(instance, 'retryParkedMessage')
  if (query.data?.length === 0) return null
  return (
    <Panel title={t('held.parked')} about={t('held.parkedAbout')}>
      {!query.data && <Waiting query={query} />}
      {query.data && (
        <Rows columns={['idMessage', t('queue.kind'), t('queue.body'), t('held.reason'), '']}>
          {query.data.map((one) => (
            <Table.Tr key={one.messageID}>
              <Said one={one} />
              <Table.Td>
                <Text size="sm">{one.reason}</Text>
              </Table.Td>
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Button size="compact-xs" onClick={() => retry.mutate({ idMessage: one.messageID })}>
                    {t('held.retry')}
                  </Button>
                  <Remove instance={instance} idMessage={one.messageID} />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </Panel>
  )
}

/** When a message leaves: first, in its turn, at its time, or when the network lets it. */
function Leaves({ one: { priority, sendAt, heldReason, heldUntil } }: { one: Queued }) {
  const { t } = useTranslation()
  return (
    <Table.Td>
      {priority === 'high' && <Badge color="blue.8">{t('queue.first')}</Badge>}
      {sendAt !== undefined && <Text size="xs">{t('queue.at', { time: moment(sendAt) })}</Text>}
      {heldReason !== undefined && (
        <Text size="xs" title={heldReason}>
          {heldUntil ? t('queue.heldUntil', { time: moment(heldUntil) }) : t('queue.held')}
        </Text>
      )}
    </Table.Td>
  )
}

function Prioritize({ instance, one: { messageID, priority } }: { instance: LiveFacts; one: Queued }) {
  const { t } = useTranslation()
  const prioritize = useInstanceDo(instance, 'prioritizeQueuedMessage')
  const next = priority === 'high' ? 'normal' : 'high'
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={prioritize.isPending}
      onClick={() => prioritize.mutate({ idMessage: messageID, priority: next })}
    >
      {next === 'high' ? t('queue.sendFirst') : t('queue.inTurn')}
    </Button>
  )
}

function Remove({ instance, idMessage }: { instance: LiveFacts; idMessage: string }) {
  const { t } = useTranslation()
  const remove = useInstanceDo(instance, 'removeQueuedMessage')
  return (
    <Button size="compact-xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate({ idMessage })}>
      {t('held.remove')}
    </Button>
  )
}

function Said({ one: { messageID, type, body } }: { one: Queued }) {
  return (
    <>
      <Table.Td>
        <CopyText value={messageID} label="idMessage" />
      </Table.Td>
      <Table.Td>{type}</Table.Td>
      <Table.Td miw={180}>
        <Text size="xs" className="id" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
          {JSON.stringify(body)}
        </Text>
      </Table.Td>
    </>
  )
}
