import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDo } from '../../queries.ts'
import { CopyText } from '../../ui/parts.tsx'

/** Makes an account and invites its owner. */
export function AddAccount() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  const [name, setName] = useState('')
  const [owner, setOwner] = useState('')
  const [kind, setKind] = useState<'standard' | 'partner'>('standard')
  const add = useDo('addAccount')
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        {t('op.add')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('op.add')}>
        <Stack>
          <TextInput
            data-autofocus
            label={t('visitor.accountName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('op.ownerEmail')}
            type="email"
            value={owner}
            onChange={(event) => setOwner(event.currentTarget.value)}
          />
          <SegmentedControl
            aria-label={t('profile.type')}
            value={kind}
            onChange={(value) => setKind(value === 'partner' ? 'partner' : 'standard')}
            data={(['standard', 'partner'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
          {add.data?.link && (
            <>
              <Text size="sm">{t('team.link')}</Text>
              <CopyText value={add.data.link} label={t('team.invite')} />
            </>
          )}
          {add.data?.link === null && <Text size="sm">{t('team.mailed')}</Text>}
          <Group justify="flex-end">
            <Button
              disabled={name === '' || owner === ''}
              loading={add.isPending}
              onClick={() => add.mutate({ name, owner, kind })}
            >
              {t('op.add')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
