import { ActionIcon, Anchor, Badge, Checkbox, Group, Table, Text, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { count, moment, numberOf, utcSeconds } from '../../format.ts'
import { Ago, Copy, StateBadge } from '../../ui/parts.tsx'
import type { Row, Sort, View } from './view.ts'

interface RowsProps extends View {
  rows: readonly Row[]
  chosen: ReadonlySet<number>
  choose: (ids: ReadonlySet<number>) => void
}

/** A page of the list. */
export function InstanceRows({ rows, view, change, chosen, choose }: RowsProps) {
  const { t } = useTranslation()
  const shown = rows.map(({ idInstance }) => idInstance)
  const all = shown.every((id) => chosen.has(id))
  const choosable = !view.deleted
  const toggle = (ids: readonly number[], on: boolean) => {
    const next = new Set(chosen)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    choose(next)
  }
  return (
    <div className="scroll-x" tabIndex={0}>
      <Table highlightOnHover verticalSpacing="sm" miw={1120}>
        <Table.Thead>
          <Table.Tr>
            {choosable && (
              <Table.Th w={40}>
                <Checkbox aria-label={t('list.all')} checked={all} onChange={() => toggle(shown, !all)} />
              </Table.Th>
            )}
            <Sorted by="name" word={t('list.name')} view={view} change={change} />
            <Sorted by="stateSince" word={t('list.state')} view={view} change={change} />
            <Table.Th>{t('list.number')}</Table.Th>
            <Table.Th>{t('list.tariff')}</Table.Th>
            <Sorted by="timeCreated" word={t('list.created')} view={view} change={change} />
            <Table.Th>{t('health.webhook')}</Table.Th>
            <Table.Th ta="right">{t('list.queue')}</Table.Th>
            <Table.Th ta="right">{t('list.undelivered')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.idInstance}>
              {choosable && (
                <Table.Td>
                  <Checkbox
                    aria-label={t('list.choose', { id: row.idInstance })}
                    checked={chosen.has(row.idInstance)}
                    onChange={(event) => toggle([row.idInstance], event.currentTarget.checked)}
                  />
                </Table.Td>
              )}
              <Cells row={row} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function Sorted({ by, word, view, change }: View & { by: Sort; word: string }) {
  const { t } = useTranslation()
  const on = view.sort === by
  const Arrow = view.descending ? IconArrowDown : IconArrowUp
  return (
    <Table.Th aria-sort={on ? (view.descending ? 'descending' : 'ascending') : 'none'}>
      <Group gap={2} wrap="nowrap">
        {word}
        <ActionIcon
          variant="subtle"
          color={on ? 'lagoon' : 'gray'}
          size="sm"
          aria-label={t('list.sortBy', { what: word })}
          onClick={() => change({ sort: by, descending: on ? !view.descending : true })}
        >
          <Arrow size={14} />
        </ActionIcon>
      </Group>
    </Table.Th>
  )
}

/** Drawn again only when the row says something else, not at each choice. */
const Cells = memo(function Cells({ row }: { row: Row }) {
  const { t } = useTranslation()
  const created = utcSeconds(row.timeCreated)
  return (
    <>
      <Table.Td>
        <Anchor component={Link} href={`/instances/${row.idInstance}`} fw={550}>
          {row.name}
        </Anchor>
        <Group gap={2}>
          <Text size="xs" c="dimmed" className="id">
            {row.idInstance}
          </Text>
          <Copy value={String(row.idInstance)} />
        </Group>
        <Group gap={4}>
          {row.tags.map((tag) => (
            <Badge key={tag} color="gray.7" size="sm" tt="none">
              {tag}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>
        <StateBadge state={row.stateInstance} />
        <Text size="xs" c="dimmed" mt={2}>
          <Ago at={row.stateSince} />
          {row.stateReason !== '' && ` · ${row.stateReason}`}
        </Text>
      </Table.Td>
      <Table.Td>{numberOf(row.wid) || '—'}</Table.Td>
      <Table.Td>
        {row.tariff}
        <Text size="xs" c="dimmed">
          {t('health.billed', { count: row.daysBilled })}
        </Text>
      </Table.Td>
      <Table.Td>
        <Tooltip label={moment(created)}>
          <span>
            <Ago at={created} />
          </span>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <WebhookHealth webhook={row.webhook} />
      </Table.Td>
      <Waiting many={row.queued} since={row.oldestQueued} />
      <Waiting many={row.undelivered} since={row.oldestUndelivered} />
    </>
  )
})

const HEALTH_COLOURS = { none: 'gray.7', well: 'teal.9', failing: 'orange.9', disabled: 'red.9' } as const

function WebhookHealth({ webhook: { health, failingSince } }: { webhook: Row['webhook'] }) {
  const { t } = useTranslation()
  return (
    <>
      <Badge color={HEALTH_COLOURS[health]} tt="none">
        {t(`health.${health}`)}
      </Badge>
      {failingSince !== null && (
        <Text size="xs" c="dimmed">
          <Ago at={failingSince} />
        </Text>
      )}
    </>
  )
}

/** How many wait, and since when the first of them. */
function Waiting({ many, since }: { many: number; since: number | null }) {
  return (
    <Table.Td ta="right">
      {count(many)}
      {since !== null && (
        <Text size="xs" c="dimmed">
          <Ago at={since} />
        </Text>
      )}
    </Table.Td>
  )
}
