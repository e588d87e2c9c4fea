import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../api.ts'
import { dayText, money, monthText } from '../format.ts'
import { IconFileInvoice } from '@tabler/icons-react'
import { CopyText, Empty, Waiting } from './parts.tsx'
import { Rows } from './rows.tsx'

type Invoice = Reply<'getInvoices'>[number]

/** Invoices and credit notes; `act` draws what can be done with one. */
export function InvoiceRows(props: {
  query: { data: readonly Invoice[] | undefined; error: Error | null; refetch: () => unknown }
  act: (invoice: Invoice) => ReactNode
}) {
  const { t } = useTranslation()
  const { query, act } = props
  const right = (head: string) => ({ head, right: true as const })
  if (!query.data) return <Waiting query={query} />
  if (query.data.length === 0)
    return <Empty icon={<IconFileInvoice size={28} />} title={t('invoice.none')} text={t('invoice.noneText')} />
  return (
    <Rows
      least={820}
      columns={[
        t('invoice.number'),
        t('invoice.month'),
        t('invoice.due'),
        right(t('invoice.net')),
        right(t('invoice.tax')),
        right(t('invoice.total')),
        '',
      ]}
    >
      {query.data.map((one) => (
        <OneInvoice key={one.number} one={one} act={act} />
      ))}
    </Rows>
  )
}

/** Drawn only when it is shown: there may be thousands. */
function OneInvoice({ one, act }: { one: Invoice; act: (invoice: Invoice) => ReactNode }) {
  const { t } = useTranslation()
  return (
    <Table.Tr>
      <Table.Td>
        <CopyText value={one.number} label={t('invoice.number')} />
        {one.corrects !== null && (
          <Text size="xs" c="dimmed">
            {t('invoice.note', { number: one.corrects })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{monthText(one.month)}</Table.Td>
      <Table.Td>{one.kind === 'invoice' ? dayText(one.dueDay) : '—'}</Table.Td>
      <Table.Td ta="right">{money(one.net, one.currency)}</Table.Td>
      <Table.Td ta="right">
        {money(one.tax, one.currency)}
        <Text size="xs" c="dimmed">
          {one.taxRate / 100} %
        </Text>
      </Table.Td>
      <Table.Td ta="right">{money(one.total, one.currency)}</Table.Td>
      <Table.Td ta="right">{act(one)}</Table.Td>
    </Table.Tr>
  )
}
