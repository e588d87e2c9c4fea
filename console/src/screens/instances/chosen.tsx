import { Button, Group, Text } from '@mantine/core'
import { IconTag, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api.ts'
import { tellFailure } from '../../queries.ts'
import { useIsOwner } from '../../session.tsx'
import { DeleteMany } from './delete-many.tsx'
import { TagMany } from './tag-many.tsx'
import { filterOf, type View } from './view.ts'

/** What can be done with the chosen instances; all that match can be chosen, on whatever page they are. */
export function Chosen(props: {
  view: View['view']
  chosen: ReadonlySet<number>
  choose: (ids: ReadonlySet<number>) => void
  total: number
}) {
  const { t } = useTranslation()
  const owner = useIsOwner()
  const { view, chosen, choose, total } = props
  const [act, setAct] = useState<'delete' | 'tag'>()
  const every = useMutation({
    mutationFn: () => call('findInstanceIds', filterOf(view)),
    onSuccess: ({ idInstances }) => choose(new Set(idInstances)),
    onError: tellFailure,
  })
  const ids = [...chosen]
  const close = () => setAct(undefined)
  const clear = () => choose(new Set())
  return (
    <Group mb="sm" justify="space-between">
      <Group gap="xs">
        <Text size="sm">{t('list.chosen', { count: chosen.size })}</Text>
        {chosen.size < total && (
          <Button size="compact-sm" variant="subtle" loading={every.isPending} onClick={() => every.mutate()}>
            {t('many.chooseAll', { count: total })}
          </Button>
        )}
      </Group>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={clear}>
          {t('list.clear')}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconTag size={14} />} onClick={() => setAct('tag')}>
          {t('tags.tag')}
        </Button>
        {owner && (
          <Button size="xs" color="red.9" leftSection={<IconTrash size={14} />} onClick={() => setAct('delete')}>
            {t('danger.delete')}
          </Button>
        )}
      </Group>
      {act === 'delete' && <DeleteMany ids={ids} close={close} done={clear} />}
      {act === 'tag' && <TagMany ids={ids} close={close} />}
    </Group>
  )
}
