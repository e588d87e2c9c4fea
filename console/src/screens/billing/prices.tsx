import { Stack, Table } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { dayText, money, price } from '../../format.ts'
import { useCall } from '../../queries.ts'
import { Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'

type From = NonNullable<Reply<'getPrices'>['now']>

/** What the account pays now, and what is published for later. */
export function Prices() {
  const { t } = useTranslation()
  const query = useCall('getPrices')
  if (!query.data)
    return (
      <Panel>
        <Waiting query={query} />
      </Panel>
    )
  const { now, ahead, currency } = query.data
  return (
    <Stack>
      {now ? (
        <PriceTable from={now} title={t('prices.from', { day: dayText(now.from) })} currency={currency} />
      ) : (
        <Panel>
          <Empty icon={<IconTag size={28} />} title={t('prices.none')} text={t('prices.noneText')} />
        </Panel>
      )}
      {ahead.map((from) => (
        <PriceTable
          key={from.from}
          from={from}
          title={t('prices.ahead', { day: dayText(from.from) })}
          currency={currency}
        />
      ))}
    </Stack>
  )
}

/** Prices by tariff. */
export function PriceTable({ from, title, currency }: { from: From; title: string; currency: string }) {
  const { t } = useTranslation()
  return (
    <Panel title={title} about={t(`prices.${from.firstDay}`)}>
      <Rows
        least={380}
        columns={[t('prices.tariff'), { head: t('prices.day'), right: true }, { head: t('prices.month'), right: true }]}
      >
        {Object.entries(from.prices as Record<string, { day?: number; month?: number }>).map(([tariff, each]) => (
          <Table.Tr key={tariff}>
            <Table.Td>{tariff}</Table.Td>
            <Table.Td ta="right">{each.day === undefined ? '—' : price(each.day, currency)}</Table.Td>
            <Table.Td ta="right">{each.month === undefined ? '—' : money(each.month, currency)}</Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}
