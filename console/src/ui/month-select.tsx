import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { monthText } from '../format.ts'

/** One of `months`, such as `2026-02`. */
export function MonthSelect(props: { months: readonly string[]; month: string; choose: (month: string) => void }) {
  const { t } = useTranslation()
  const { months, month, choose } = props
  return (
    <Select
      label={t('days.month')}
      allowDeselect={false}
      data={months.map((value) => ({ value, label: monthText(value) }))}
      value={month}
      onChange={(value) => value !== null && choose(value)}
    />
  )
}
