import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { minorOf } from '../format.ts'

/** An amount of money as it is typed; what is no amount of the currency is said at once. */
export function AmountField(props: {
  label: string
  currency: string
  value: string
  onChange: (text: string) => void
}) {
  const { t } = useTranslation()
  const { label, currency, value, onChange } = props
  return (
    <TextInput
      label={label}
      placeholder="120.50"
      inputMode="decimal"
      required
      error={value !== '' && minorOf(value, currency) === undefined && t('op.noAmount')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
