import { ActionIcon, Button, Group, NavLink, Popover, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useDo } from '../../queries.ts'
import { Waiting } from '../../ui/parts.tsx'

/** Views that the person keeps: `now` can be kept under a name, a kept one is taken. */
export function SavedViews({ now, take }: { now: string; take: (view: string) => void }) {
  const { t } = useTranslation()
  const [opened, { toggle, close }] = useDisclosure()
  return (
    <Popover opened={opened} onChange={(open) => !open && close()} position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconBookmark size={16} />} onClick={toggle}>
          {t('views.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('views.title')}>
        <Kept
          now={now}
          take={(view) => {
            take(view)
            close()
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function Kept({ now, take }: { now: string; take: (view: string) => void }) {
  const { t } = useTranslation()
  const query = useCall('getViews')
  const [name, setName] = useState('')
  const save = useDo('saveView', () => setName(''))
  const remove = useDo('removeView')
  const keep = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name: name.trim(), view: now })
  }
  return (
    <Stack gap="xs">
      {!query.data && <Waiting query={query} />}
      {query.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('views.none')}
        </Text>
      )}
      {query.data?.map((kept) => (
        <Group key={kept.name} gap={4} wrap="nowrap">
          <NavLink component="button" label={kept.name} active={kept.view === now} onClick={() => take(kept.view)} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('views.remove', { name: kept.name })}
            onClick={() => remove.mutate({ name: kept.name })}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <form onSubmit={keep}>
        <Stack gap="xs">
          <TextInput
            label={t('views.name')}
            description={t('views.nameAbout')}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" disabled={name.trim() === ''} loading={save.isPending}>
            {t('views.save')}
          </Button>
        </Stack>
      </form>
    </Stack>
  )
}
