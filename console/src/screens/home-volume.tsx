import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { Table, Text, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { count, dayText } from '../format.ts'
import { useLiveCall } from '../queries.ts'
import { Panel, Waiting } from '../ui/parts.tsx'

/** Messages of the last two weeks, as bars and, for whoever does not see them, as a table. */
export function Volume() {
  const { t } = useTranslation()
  const query = useLiveCall('getMessageVolume', { days: 14 })
  if (!query.data) return <Waiting query={query} />
  const total = query.data.reduce((sum, { incoming, outgoing }) => sum + incoming + outgoing, 0)
  return (
    <Panel title={t('home.volume')} about={t('home.volumeAbout', { count: total })}>
      {total === 0 && (
        <Text size="sm" c="dimmed">
          {t('home.noVolume')}
        </Text>
      )}
      {total > 0 && (
        <>
          <div aria-hidden>
            <BarChart
              h={200}
              data={query.data.map((row) => ({ ...row, day: dayText(row.day) }))}
              dataKey="day"
              type="stacked"
              withLegend
              series={[
                { name: 'incoming', label: t('home.incoming'), color: 'lagoon.8' },
                { name: 'outgoing', label: t('home.outgoing'), color: 'orange.6' },
              ]}
              barChartProps={{ accessibilityLayer: false }}
              yAxisProps={{ allowDecimals: false }}
              valueFormatter={count}
            />
          </div>
          <VisuallyHidden>
            <Table>
              <Table.Caption>{t('home.volume')}</Table.Caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('ledger.day')}</Table.Th>
                  <Table.Th>{t('home.incoming')}</Table.Th>
                  <Table.Th>{t('home.outgoing')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {query.data.map(({ day, incoming, outgoing }) => (
                  <Table.Tr key={day}>
                    <Table.Td>{dayText(day)}</Table.Td>
                    <Table.Td>{count(incoming)}</Table.Td>
                    <Table.Td>{count(outgoing)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </VisuallyHidden>
        </>
      )}
    </Panel>
  )
}
