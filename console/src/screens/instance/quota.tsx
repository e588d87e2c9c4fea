import { Stack, Table, Text } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { count, monthText, numberOf } from '../../format.ts'
import { useInstanceCall } from '../../queries.ts'
import { Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { AskMore, UsedBar } from '../../ui/quota.tsx'
import { Rows } from '../../ui/rows.tsx'
import type { InstanceFacts } from '../instance.tsx'

type Left = Reply<'getQuota'>

/** What the month's quotas of an instance leave, and a way to ask for more. */
export function QuotaLeft({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const query = useInstanceCall(instance, 'getQuota')
  if (instance.isExpired)
    return (
      <Panel title={t('quota.title')}>
        <Text size="sm">{t('quota.expired')}</Text>
      </Panel>
    )
  if (!query.data) return <Waiting query={query} />
  const { month, methods, chats } = query.data
  return (
    <Panel title={t('quota.title')} about={t('quota.about', { month: monthText(month) })}>
      <Stack>
        {methods.length === 0 && !chats && (
          <Empty icon={<IconGauge size={28} />} title={t('quota.none')} text={t('quota.noneText')} />
        )}
        {chats && <Chats chats={chats} />}
        {methods.length > 0 && (
          <Rows least={320} columns={[t('quota.method'), { head: t('quota.left'), right: true }, t('quota.used')]}>
            {methods.map(({ method, used, total }) => (
              <Table.Tr key={method}>
                <Table.Td className="id">{method}</Table.Td>
                <Table.Td ta="right">{count(total - used)}</Table.Td>
                <Table.Td miw={120}>
                  <UsedBar used={used} total={total} label={method} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Rows>
        )}
        {instance.isFree && <AskMore />}
      </Stack>
    </Panel>
  )
}

function Chats({ chats: { used, total, chats } }: { chats: NonNullable<Left['chats']> }) {
  const { t } = useTranslation()
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('quota.chats')}
      </Text>
      <UsedBar used={used} total={total} label={t('quota.chats')} />
      <Text size="sm" mt={4}>
        {chats.length === 0 ? t('quota.noChats') : chats.map(numberOf).join(', ')}
      </Text>
    </div>
  )
}
