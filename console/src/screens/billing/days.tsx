import { ActionIcon, Anchor, Button, Group, NumberInput, Stack, Table, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCalendar, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { call, type Reply } from '../../api.ts'
import { count, dayText, lastMonths, money, price } from '../../format.ts'
import { useCall } from '../../queries.ts'
import { MonthSelect } from '../../ui/month-select.tsx'
import { Copy, Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'

type InstanceDay = Reply<'getInstanceDays'>[number]

const PAGE = 100

/** What each day of a month came to, and which instances it charged. */
export function Days() {
  const { t } = useTranslation()
  const months = lastMonths(24)
  const [month, setMonth] = useState(months[0] ?? '')
  const [id, setId] = useState<number | string>('')
  const [idInstance] = useDebouncedValue(id, 250)
  const query = useCall('getCharges', { month })
  const prices = useCall('getPrices')
  const currency = prices.data?.currency
  return (
    <Panel>
      <Group mb="md" align="flex-end">
        <MonthSelect months={months} month={month} choose={setMonth} />
        <NumberInput
          label={t('days.findAbout')}
          placeholder={t('days.find')}
          hideControls
          value={id}
          onChange={setId}
        />
      </Group>
      {(!query.data || currency === undefined) && <Waiting query={query.error ? query : prices} />}
      {query.data?.days.length === 0 && (
        <Empty icon={<IconCalendar size={28} />} title={t('days.none')} text={t('days.noneText')} />
      )}
      {currency !== undefined && typeof idInstance === 'number' && (
        <InstanceDays wanted={{ month, idInstance }} currency={currency} />
      )}
      {currency !== undefined && typeof idInstance !== 'number' && query.data && query.data.days.length > 0 && (
        <DayRows days={query.data.days} month={month} currency={currency} />
      )}
    </Panel>
  )
}

type DayRow = Reply<'getCharges'>['days'][number]

function DayRows({ days, month, currency }: { days: readonly DayRow[]; month: string; currency: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState('')
  return (
    <Rows
      least={420}
      columns={[t('ledger.day'), { head: t('days.instances'), right: true }, { head: t('days.amount'), right: true }]}
    >
      {days.map(({ day, instances, amount }) => (
        <OneDay
          key={day}
          row={{ day, instances, amount }}
          open={open === day}
          toggle={() => setOpen(open === day ? '' : day)}
          month={month}
          currency={currency}
        />
      ))}
    </Rows>
  )
}

function OneDay(props: { row: DayRow; open: boolean; toggle: () => void; month: string; currency: string }) {
  const { t } = useTranslation()
  const { day, instances, amount } = props.row
  const Arrow = props.open ? IconChevronDown : IconChevronRight
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-expanded={props.open}
              aria-label={t(props.open ? 'days.hide' : 'days.show', { day })}
              onClick={props.toggle}
            >
              <Arrow size={16} />
            </ActionIcon>
            {dayText(day)}
          </Group>
        </Table.Td>
        <Table.Td ta="right">{count(instances)}</Table.Td>
        <Table.Td ta="right">{money(amount, props.currency)}</Table.Td>
      </Table.Tr>
      {props.open && (
        <Table.Tr>
          <Table.Td colSpan={3}>
            <InstanceDays wanted={{ month: props.month, day: Number(day.slice(8)) }} currency={props.currency} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

interface Wanted {
  month: string
  day?: number
  idInstance?: number
}

function InstanceDays({ wanted, currency }: { wanted: Wanted; currency: string }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['getInstanceDays', wanted],
    initialPageParam: { afterDay: '', afterInstance: 0 },
    queryFn: ({ pageParam }) => call('getInstanceDays', { ...wanted, ...pageParam, limit: PAGE }),
    getNextPageParam: (page: readonly InstanceDay[]) => {
      const last = page.at(-1)
      return last && page.length === PAGE ? { afterDay: last.day, afterInstance: last.idInstance } : undefined
    },
  })
  const rows = query.data?.pages.flat() ?? []
  if (!query.data) return <Waiting query={query} />
  if (rows.length === 0) return <Text size="sm">{t('days.noDays')}</Text>
  return (
    <Stack gap="xs">
      <Rows
        paged
        columns={[
          t('days.instance'),
          ...(wanted.day === undefined ? [t('ledger.day')] : []),
          t('list.tariff'),
          t('days.cause'),
          { head: t('days.price'), right: true },
        ]}
      >
        {rows.map((row) => (
          <Table.Tr key={`${row.day} ${row.idInstance}`}>
            <Table.Td>
              <Group gap={4} wrap="nowrap">
                <Anchor component={Link} href={`/instances/${row.idInstance}`} size="sm">
                  {row.name === '' ? row.idInstance : row.name}
                </Anchor>
                <Copy value={String(row.idInstance)} />
              </Group>
            </Table.Td>
            {wanted.day === undefined && <Table.Td>{dayText(row.day)}</Table.Td>}
            <Table.Td>{row.tariff}</Table.Td>
            <Table.Td>{t(`days.${row.cause}`)}</Table.Td>
            <Table.Td ta="right">{price(row.price, currency)}</Table.Td>
          </Table.Tr>
        ))}
      </Rows>
      {query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mx="auto"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('days.more')}
        </Button>
      )}
    </Stack>
  )
}
