import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { minorOf, money } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { InvoiceRows } from '../../ui/invoice-row.tsx'
import { Panel } from '../../ui/parts.tsx'

type Invoice = Reply<'getInvoicesOf'>[number]

/** Invoices and credit notes of an account; a part of an invoice is given back by a credit note. */
export function AccountInvoices({ account }: { account: string }) {
  const { t } = useTranslation()
  const query = useCall('getInvoicesOf', { account })
  const [credited, credit] = useState<Invoice>()
  return (
    <Panel title={t('billTab.invoices')}>
      <InvoiceRows
        query={query}
        act={(one) =>
          one.kind === 'invoice' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('credit.of', { number: one.number })}
              onClick={() => credit(one)}
            >
              {t('credit.give')}
            </Button>
          )
        }
      />
      {credited && <Credit invoice={credited} close={() => credit(undefined)} />}
    </Panel>
  )
}

function Credit({ invoice: { number, net, currency }, close }: { invoice: Invoice; close: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const amount = minorOf(text, currency)
  const enter = useDo('enterCredit', ({ state }) => {
    tellDone(t(state === 'waiting' ? 'op.waits' : 'credit.given'))
    close()
  })
  return (
    <Modal opened onClose={close} title={t('credit.of', { number })}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (amount !== undefined) enter.mutate({ invoice: number, net: amount, reason })
        }}
      >
        <Stack>
          <Text size="sm">{t('credit.about', { net: money(net, currency) })}</Text>
          <AmountField label={t('credit.net', { currency })} currency={currency} value={text} onChange={setText} />
          <TextInput
            label={t('op.reason')}
            description={t('credit.reasonAbout')}
            required
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={amount === undefined} loading={enter.isPending}>
              {t('credit.give')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
