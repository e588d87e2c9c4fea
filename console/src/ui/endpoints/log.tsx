import { Anchor, Badge, Button, Checkbox, Code, Collapse, Group, Table, Text } from '@mantine/core'
import { IconRefresh, IconWebhook } from '@tabler/icons-react'
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tellDone, useAct } from '../../queries.ts'
import { Attempts, type Attempt } from '../attempts.tsx'
import { Older } from '../older.tsx'
import { Ago, CopyText, Empty, Panel, Waiting } from '../parts.tsx'
import { Rows } from '../rows.tsx'

/** An event on its way to an endpoint. Seconds since 1970. */
export interface LoggedEvent {
  seq: number
  eventId: string
  type: string
  /** Where the log keeps it. */
  body?: string
  outcome: 'waiting' | 'delivered' | 'expired' | 'dropped'
  createdAt: number
  attempts: readonly Attempt[]
}

const PAGE = 50
/** Most that are sent again at once. */
const MOST = 500
const COLOURS = { waiting: 'blue.9', delivered: 'teal.9', expired: 'red.9', dropped: 'gray.7' } as const

/** What was sent to an endpoint and what waits for it; one event or a range of them is sent again. */
export function EventLog(props: {
  queryKey: QueryKey
  pageOf: (page: { before?: number; limit: number }) => Promise<LoggedEvent[]>
  /** Sends events again; how many are on their way. */
  resend: (events: readonly LoggedEvent[]) => Promise<number>
}) {
  const { t } = useTranslation()
  const [chosen, choose] = useState<readonly number[]>([])
  const query = useInfiniteQuery({
    queryKey: props.queryKey,
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam: before }) => props.pageOf({ limit: PAGE, ...(before === undefined ? {} : { before }) }),
    getNextPageParam: (page: readonly LoggedEvent[]) => (page.length < PAGE ? undefined : page.at(-1)?.seq),
  })
  const resend = useAct(props.resend, (queued) => {
    choose([])
    tellDone(t('hook.resent', { count: queued }))
  })
  const rows = query.data?.pages.flat() ?? []
  const picked = rows.filter(({ seq }) => chosen.includes(seq)).toReversed()
  return (
    <Panel
      actions={
        <Group justify="flex-end">
          <Button
            size="xs"
            leftSection={<IconRefresh size={16} />}
            disabled={chosen.length === 0}
            loading={resend.isPending}
            onClick={() => resend.mutate(picked)}
          >
            {t('hook.resendChosen', { count: chosen.length })}
          </Button>
        </Group>
      }
      title={t('hook.log')}
    >
      {!query.data && <Waiting query={query} />}
      {query.data && rows.length === 0 && (
        <Empty icon={<IconWebhook size={28} />} title={t('hook.quiet')} text={t('hook.quietText')} />
      )}
      {rows.length > 0 && <Events rows={rows} chosen={chosen} choose={choose} resend={(row) => resend.mutate([row])} />}
      <Older query={query} />
    </Panel>
  )
}

function Events(props: {
  rows: readonly LoggedEvent[]
  chosen: readonly number[]
  choose: (seqs: readonly number[]) => void
  resend: (row: LoggedEvent) => void
}) {
  const { t } = useTranslation()
  const { rows, chosen, choose } = props
  const ended = rows.filter(({ outcome }) => outcome !== 'waiting').map(({ seq }) => seq)
  const all = ended.length > 0 && ended.every((seq) => chosen.includes(seq))
  const toggle = (seq: number) => choose(chosen.includes(seq) ? chosen.filter((one) => one !== seq) : [...chosen, seq])
  return (
    <Rows
      paged
      least={640}
      columns={[
        {
          head: (
            <Checkbox
              aria-label={t('hook.chooseAll')}
              checked={all}
              onChange={() => choose(all ? [] : ended.slice(0, MOST))}
            />
          ),
        },
        t('hook.event'),
        t('delivery.outcome'),
        t('delivery.attempts'),
        '',
      ]}
    >
      {rows.map((row) => (
        <OneEvent
          key={row.seq}
          row={row}
          chosen={chosen.includes(row.seq)}
          toggle={() => toggle(row.seq)}
          resend={() => props.resend(row)}
        />
      ))}
    </Rows>
  )
}

function OneEvent(props: { row: LoggedEvent; chosen: boolean; toggle: () => void; resend: () => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { seq, type, eventId, body, outcome, createdAt, attempts } = props.row
  return (
    <Table.Tr>
      <Table.Td>
        <Checkbox
          aria-label={t('hook.choose', { seq })}
          checked={props.chosen}
          disabled={outcome === 'waiting'}
          onChange={props.toggle}
        />
      </Table.Td>
      <Table.Td>
        <Anchor component="button" size="sm" fw={500} onClick={() => setOpen(!open)} aria-expanded={open}>
          {type}
        </Anchor>
        <Text size="xs" c="dimmed">
          <Ago at={createdAt} />
        </Text>
        <CopyText value={eventId} label="id" />
        {body !== undefined && (
          <Collapse expanded={open}>
            <Code block mt={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} maw={520}>
              {body}
            </Code>
          </Collapse>
        )}
      </Table.Td>
      <Table.Td>
        <Badge color={COLOURS[outcome]} tt="none">
          {t(`hook.outcome_${outcome}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Attempts attempts={attempts} open={open} toggle={() => setOpen(!open)} />
      </Table.Td>
      <Table.Td ta="right">
        <Button size="compact-xs" variant="light" disabled={outcome === 'waiting'} onClick={props.resend}>
          {t('delivery.replay')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}
