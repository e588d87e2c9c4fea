import { Badge, Button, Grid, Group, NavLink, Stack, Text } from '@mantine/core'
import { IconChevronLeft, IconLifebuoy } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'wouter'
import { ask, call, type Reply } from '../../api.ts'
import { useCall } from '../../queries.ts'
import { useFew } from '../../ui/few.tsx'
import { Ago, CopyText, Empty, PageHead, Panel, Waiting } from '../../ui/parts.tsx'
import { SupportChat, type SupportSide } from '../../ui/support-chat.tsx'
import { BridgePanel } from './bridge.tsx'

type Row = Reply<'getSupportInbox'>[number]

function talkOf(account: string): SupportSide {
  return {
    side: 'operator',
    key: [account],
    watch: 'watchSupportChatOf',
    query: `account=${account}`,
    page: (before) => call('getSupportChatOf', { account, ...(before === undefined ? {} : { before }) }),
    say: (text) => call('answerSupport', { account, text }),
    sayFile(form) {
      const whole = new FormData()
      whole.set('account', account)
      for (const [name, value] of form) whole.set(name, value)
      return ask('/operator/api/answerSupportWithFile', 'POST', whole)
    },
    read: (seq) => call('readSupportChatOf', { account, seq }),
  }
}

/** Every support chat, those that wait for an answer first, and one of them to talk in. */
export function Inbox() {
  const { t } = useTranslation()
  const { account } = useParams<{ account?: string }>()
  const query = useCall('getSupportInbox')
  const { few, more } = useFew(query.data ?? [])
  return (
    <>
      <PageHead title={t('nav.inbox')} about={t('support.inboxAbout')}>
        {account !== undefined && (
          <Button
            hiddenFrom="md"
            variant="default"
            component={Link}
            href="/operator/support"
            leftSection={<IconChevronLeft size={16} />}
          >
            {t('support.all')}
          </Button>
        )}
      </PageHead>
      <Grid>
        <Grid.Col span={{ base: 12, md: 4 }} {...(account === undefined ? {} : { visibleFrom: 'md' })}>
          <Panel>
            {!query.data && <Waiting query={query} />}
            {query.data?.length === 0 && (
              <Empty icon={<IconLifebuoy size={28} />} title={t('support.noChats')} text={t('support.noChatsText')} />
            )}
            {few.map((row) => (
              <OneChat key={row.account} row={row} active={row.account === account} />
            ))}
            {more}
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          {account === undefined ? <BridgePanel /> : <Open key={account} account={account} rows={query.data} />}
        </Grid.Col>
      </Grid>
    </>
  )
}

function OneChat({ row, active }: { row: Row; active: boolean }) {
  const { t } = useTranslation()
  return (
    <NavLink
      component={Link}
      href={`/operator/support/${row.account}`}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" fw={row.unread > 0 ? 700 : 500} truncate>
            {row.name}
          </Text>
          {row.unread > 0 && (
            <Badge color="red.9" tt="none" miw="max-content">
              {t('support.unread', { count: row.unread })}
            </Badge>
          )}
        </Group>
      }
      description={
        <Text size="xs" component="span" lineClamp={2}>
          {row.lastSide === 'operator' && `${t('support.you')} `}
          {row.lastText === '' ? t('chat.file') : row.lastText} · <Ago at={row.lastAt} />
        </Text>
      }
    />
  )
}

function Open({ account, rows }: { account: string; rows: readonly Row[] | undefined }) {
  const talk = useMemo(() => talkOf(account), [account])
  const name = rows?.find((row) => row.account === account)?.name
  return (
    <Panel title={name ?? account} actions={<CopyText value={account} label="ID" />}>
      <Stack>
        <SupportChat talk={talk} />
      </Stack>
    </Panel>
  )
}
