import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call } from '../../api.ts'
import { count, minorOf, money } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { VerifyPanel } from '../../ui/verify-panel.tsx'
import { Panel, Waiting } from '../../ui/parts.tsx'

/** What the account owes, and a payment of it that came in by bank. */
export function Payment({ account }: { account: string }) {
  const { t } = useTranslation()
  const query = useCall('getBillingOf', { account })
  if (query.error instanceof ApiError && query.error.code === 'notBilled')
    return (
      <Panel title={t('op.payment')}>
        <Text size="sm">{t('bill.none')}</Text>
      </Panel>
    )
  if (!query.data) return <Waiting query={query} />
  const { balance, currency, forecast, creditLimit } = query.data
  return (
    <Panel title={t('op.payment')} about={t('op.paymentAbout')}>
      <Stack gap="sm">
        <Text>
          {t('bill.balance')}: <strong>{money(balance, currency)}</strong> · {t('bill.forecast')}:{' '}
          {money(forecast, currency)}
          {creditLimit !== null && ` · ${t('bill.limit')}: ${money(creditLimit, currency)}`}
        </Text>
        <PaymentForm account={account} currency={currency} />
      </Stack>
    </Panel>
  )
}

function PaymentForm({ account, currency }: { account: string; currency: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [reference, setReference] = useState('')
  const amount = minorOf(text, currency)
  const enter = useDo('enterPayment', ({ state, result }) => {
    tellDone(t(state === 'waiting' ? 'op.waits' : result === 'repeated' ? 'op.bookedBefore' : 'op.booked'))
    setText('')
    setReference('')
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (amount !== undefined) enter.mutate({ account, amount, reference })
      }}
    >
      <Stack gap="sm">
        <AmountField label={t('op.amount', { currency })} currency={currency} value={text} onChange={setText} />
        <TextInput
          label={t('op.reference')}
          description={t('op.referenceAbout')}
          required
          value={reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={enter.isPending}>
            {t('op.book')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Recomputes the account's ledger and says what is wrong with it. */
export function Verify({ account }: { account: string }) {
  const { t } = useTranslation()
  return (
    <VerifyPanel
      title={t('op.ledger')}
      about={t('op.verifyAbout')}
      word={t('op.verify')}
      verify={() => call('verifyLedgerOf', { account })}
      whole={({ transactions, lines, faults }) =>
        faults.length === 0 ? t('op.verified', { transactions: count(transactions), lines: count(lines) }) : undefined
      }
      faults={({ faults }) =>
        faults.map(({ seq, fault }) => (
          <Text key={`${seq} ${fault}`} size="sm">
            {seq}: {fault}
          </Text>
        ))
      }
    />
  )
}
