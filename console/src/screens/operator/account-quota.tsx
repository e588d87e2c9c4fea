import { Button, Group, NumberInput, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tellDone, useDo } from '../../queries.ts'
import { Panel } from '../../ui/parts.tsx'

/** What can be raised, as the method names it: chats and instances of the Developer tariff, calls a month by method. */
const NAMES = [
  'developerInstances',
  'chats',
  'checkwhatsapp',
  'getmessage',
  'lastincomingmessages',
  'lastoutgoingmessages',
  'getcontacts',
  'creategroup',
  'downloadfile',
]

/** Raises what an account may on the Developer tariff, as it asked for in the support chat. */
export function Quota({ account }: { account: string }) {
  const { t } = useTranslation()
  const [name, setName] = useState(NAMES[0] ?? '')
  const [value, setValue] = useState<number | string>('')
  const raise = useDo('raiseQuota', (raised) => tellDone(`${raised.name}: ${raised.value}`))
  return (
    <Panel title={t('op.quota')} about={t('op.quotaAbout')}>
      <Stack gap="sm">
        <Select
          label={t('op.quotaName')}
          allowDeselect={false}
          data={NAMES}
          value={name}
          onChange={(chosen) => chosen !== null && setName(chosen)}
        />
        <NumberInput label={t('op.quotaValue')} min={0} value={value} onChange={setValue} />
        <Group justify="flex-end">
          <Button
            disabled={typeof value !== 'number'}
            loading={raise.isPending}
            onClick={() => typeof value === 'number' && raise.mutate({ account, name, value })}
          >
            {t('op.raise')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}
