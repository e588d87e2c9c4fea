import { Button, Group } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCall, useDo } from '../../queries.ts'
import { fetchFile } from '../../save.ts'
import { InvoiceRows } from '../../ui/invoice-row.tsx'
import { Panel } from '../../ui/parts.tsx'

const FORMS = ['pdf', 'csv'] as const

/** Invoices and credit notes, each as PDF and with its instance-days as CSV. */
export function Invoices() {
  const { t } = useTranslation()
  const query = useCall('getInvoices')
  const make = useDo('makeInvoiceFile', ({ url, fileName }) => fetchFile(url, fileName))
  return (
    <Panel>
      <InvoiceRows
        query={query}
        act={({ number }) => (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            {FORMS.map((form) => (
              <Button
                key={form}
                size="compact-xs"
                variant="light"
                leftSection={<IconDownload size={12} />}
                aria-label={t('invoice.get', { form: form.toUpperCase(), number })}
                onClick={() => make.mutate({ number, form })}
              >
                {form.toUpperCase()}
              </Button>
            ))}
          </Group>
        )}
      />
    </Panel>
  )
}
