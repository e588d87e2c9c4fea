import { Button, Group, Modal, NumberInput, Progress, Select, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLifebuoy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { count } from '../format.ts'
import { useCall, useDo } from '../queries.ts'
import { Waiting } from './parts.tsx'

/** How much of something is used. */
export function UsedBar({ used, total, label }: { used: number; total: number; label: string }) {
  const { t } = useTranslation()
  const percent = total === 0 ? 100 : Math.round((used / total) * 100)
  const text = t('quota.usedOf', { used: count(used), total: count(total) })
  return (
    <>
      <Progress
        value={percent}
        color={percent >= 90 ? 'red.9' : percent >= 70 ? 'orange.9' : 'teal.9'}
        aria-label={`${label}: ${text}`}
      />
      <Text size="xs" c="dimmed">
        {text}
      </Text>
    </>
  )
}

/** Asks for a higher quota in the support chat, and goes there. */
export function AskMore() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [opened, { open, close }] = useDisclosure()
  const quotas = useCall('getQuotas', undefined, { enabled: opened })
  const [name, setName] = useState('chats')
  const [value, setValue] = useState<number | string>('')
  const [note, setNote] = useState('')
  const ask = useDo('askQuota', () => go('/support'))
  const now = quotas.data?.find((quota) => quota.name === name)
  return (
    <Group justify="flex-end">
      <Button variant="default" leftSection={<IconLifebuoy size={16} />} onClick={open}>
        {t('quota.ask')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('quota.ask')}>
        {!quotas.data && <Waiting query={quotas} />}
        {quotas.data && (
          <Stack>
            <Text size="sm">{t('quota.askAbout')}</Text>
            <Select
              label={t('op.quotaName')}
              allowDeselect={false}
              data={quotas.data.map((quota) => quota.name)}
              value={name}
              onChange={(chosen) => chosen !== null && setName(chosen)}
            />
            <NumberInput
              label={t('quota.wanted')}
              description={now && t('quota.now', { value: count(now.value) })}
              min={1}
              allowDecimal={false}
              value={value}
              onChange={setValue}
            />
            <Textarea
              label={t('quota.why')}
              autosize
              minRows={2}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button
                disabled={typeof value !== 'number'}
                loading={ask.isPending}
                onClick={() => typeof value === 'number' && ask.mutate({ name, value, note })}
              >
                {t('quota.send')}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Group>
  )
}
