import { Anchor, Badge, Group, Select, Table, Text, Timeline } from '@mantine/core'
import { useDisclosure, useThrottledCallback } from '@mantine/hooks'
import { IconMessageSearch } from '@tabler/icons-react'
import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { call, searchOf, type Input, type Reply } from '../api.ts'
import { moment } from '../format.ts'
import { useLive } from '../live.ts'
import { queries } from '../queries.ts'
import { MessageSteps } from '../ui/message-steps.tsx'
import { Older } from '../ui/older.tsx'
import { CopyText, Empty, PageHead, Panel, Waiting } from '../ui/parts.tsx'
import { Rows } from '../ui/rows.tsx'
import { SearchField } from '../ui/search-field.tsx'

type Found = Reply<'findMessagesHere'>[number]
type Status = NonNullable<Input<'findMessagesHere'>['status']>

const STATUSES: readonly Status[] = ['pending', 'sent', 'delivered', 'read', 'failed', 'noAccount']
/** Days that can be looked through; the last one is meant as everything. */
const PERIODS = [14, 31, 92, 366, 36_500] as const
const PAGE = 100
/** Between two times that older pages are asked for again because something moved. */
const OLDER_MS = 5000

/** What the address of the screen looks for. */
function useWanted() {
  const [params, setParams] = useSearchParams()
  const status = STATUSES.find((one) => one === params.get('status'))
  const days = PERIODS.find((one) => String(one) === params.get('days')) ?? PERIODS[0]
  const change = (name: string, value: string) =>
    setParams((old) => {
      const next = new URLSearchParams(old)
      if (value === '') next.delete(name)
      else next.set(name, value)
      return next
    })
  return { text: params.get('text') ?? '', status, days, change }
}

/** What is found, live: the newest page comes by itself; once older ones are shown, all are asked for again at a change. */
function useFound(wanted: Input<'findMessagesHere'>) {
  const queryKey = ['findMessagesHere', wanted]
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: 0,
    queryFn: ({ pageParam: skip }) => call('findMessagesHere', { ...wanted, skip, limit: PAGE }),
    getNextPageParam: (page, pages) => (page.length < PAGE ? undefined : pages.length * PAGE),
  })
  const older = useThrottledCallback(() => void queries.invalidateQueries({ queryKey }), OLDER_MS)
  useLive('findMessagesHere', searchOf({ ...wanted, limit: PAGE }).slice(1), (newest) => {
    const shown = queries.getQueryData<InfiniteData<readonly Found[]>>(queryKey)
    if (shown && shown.pages.length > 1) return older()
    // an answer that is still on its way is older than what just came
    void queries.cancelQueries({ queryKey })
    queries.setQueryData(queryKey, { pages: [newest], pageParams: [0] })
  })
  return query
}

/** Messages of every instance, found by id, chat, number or status; the address says what is looked for. */
export function Messages() {
  const { t } = useTranslation()
  const { text, status, days, change } = useWanted()
  const query = useFound({ text, days, ...(status === undefined ? {} : { status }) })
  const found = [...new Map(query.data?.pages.flat().map((one) => [keyOf(one), one])).values()]
  return (
    <>
      <PageHead title={t('nav.messages')} about={t('found.about')} />
      <Panel>
        <Group mb="md">
          <SearchField label={t('found.search')} value={text} onSearch={(next) => change('text', next)} />
          <Select
            w={170}
            clearable
            aria-label={t('found.status')}
            placeholder={t('found.every')}
            data={STATUSES.map((value) => ({ value, label: t(`tick.${value}`) }))}
            value={status ?? null}
            onChange={(value) => change('status', value ?? '')}
          />
          <Select
            w={170}
            allowDeselect={false}
            aria-label={t('steps.period')}
            data={PERIODS.map((many) => ({ value: String(many), label: t(`steps.days_${many}`) }))}
            value={String(days)}
            onChange={(value) => change('days', value === null || value === String(PERIODS[0]) ? '' : value)}
          />
        </Group>
        {!query.data && <Waiting query={query} />}
        {query.data && found.length === 0 && (
          <Empty icon={<IconMessageSearch size={28} />} title={t('found.none')} text={t('found.noneText')} />
        )}
        {found.length > 0 && (
          <Rows
            paged
            least={680}
            columns={[t('found.message'), t('nav.instances'), t('found.chat'), t('found.timeline')]}
          >
            {found.map((one) => (
              <OneMessage key={keyOf(one)} one={one} />
            ))}
          </Rows>
        )}
        <Older query={query} />
      </Panel>
    </>
  )
}

const keyOf = (one: Found): string => `${one.idInstance} ${one.idMessage} ${one.direction}`

function OneMessage({ one }: { one: Found }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  return (
    <Table.Tr>
      <Table.Td>
        <Badge color={one.direction === 'incoming' ? 'blue.9' : 'gray.7'} tt="none">
          {t(`found.${one.direction}`)}
        </Badge>
        <Text size="xs" c="dimmed">
          {one.typeMessage}
          {one.byApi && ' · API'}
        </Text>
        <CopyText value={one.idMessage} label="idMessage" />
      </Table.Td>
      <Table.Td>
        <Anchor component={Link} href={`/instances/${one.idInstance}/chats`} size="sm" fw={550}>
          {one.name}
        </Anchor>
        <Text size="xs" c="dimmed" className="id">
          {one.idInstance}
        </Text>
      </Table.Td>
      <Table.Td>
        <CopyText value={one.chatId} label="chatId" />
      </Table.Td>
      <Table.Td>
        <Steps one={one} />
        <Anchor component="button" size="xs" onClick={open}>
          {t('steps.every')}
        </Anchor>
        {opened && <MessageSteps idInstance={one.idInstance} idMessage={one.idMessage} close={close} />}
      </Table.Td>
    </Table.Tr>
  )
}

/** When the message came in or was accepted, and how far it got. */
function Steps({ one }: { one: Found }) {
  const { t, i18n } = useTranslation()
  const key = `tick.${one.status}`
  const outgoing = one.direction === 'outgoing'
  return (
    <Timeline bulletSize={12} lineWidth={2} active={1} color="lagoon.8">
      <Timeline.Item>
        <Text size="xs">
          {t(outgoing ? 'found.accepted' : 'found.received')} · {moment(one.timestamp)}
        </Text>
      </Timeline.Item>
      {outgoing && one.status !== '' && (
        <Timeline.Item>
          <Text size="xs">
            {i18n.exists(key) ? t(key as 'tick.sent') : one.status}
            {one.statusAt > 0 && ` · ${moment(one.statusAt)}`}
          </Text>
          {one.reason !== '' && (
            <Text size="xs" c="dimmed">
              {one.reason}
            </Text>
          )}
        </Timeline.Item>
      )}
    </Timeline>
  )
}
