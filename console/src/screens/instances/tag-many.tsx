import { Button, Group, Modal, MultiSelect, Progress, Stack, TagsInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api.ts'
import { inChunks } from '../../bulk.ts'
import { queries, useCall } from '../../queries.ts'
import { Problem } from '../../ui/parts.tsx'

/** What one call takes. */
const CHUNK = 500

/** Adds tags to the chosen instances, or takes tags away. */
export function TagMany({ ids, close }: { ids: readonly number[]; close: () => void }) {
  const { t } = useTranslation()
  const known = useCall('getTags').data?.map(({ tag }) => tag) ?? []
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const [done, setDone] = useState(0)
  const work = useMutation({
    mutationFn: () =>
      inChunks(
        ids,
        CHUNK,
        async (idInstances) => {
          await call('tagInstances', { idInstances, add, remove })
        },
        setDone,
      ),
    onSuccess: close,
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Modal opened onClose={close} title={t('tags.title', { count: ids.length })}>
      <Stack>
        <TagsInput
          data-autofocus
          label={t('tags.add')}
          description={t('tags.addAbout')}
          maxTags={20}
          data={known}
          value={add}
          onChange={(tags) => setAdd(tags.map((tag) => tag.trim().slice(0, 40)).filter((tag) => tag !== ''))}
        />
        <MultiSelect label={t('tags.remove')} data={known} value={remove} onChange={setRemove} />
        {work.isPending && ids.length > CHUNK && (
          <Progress aria-label={t('danger.progress')} value={(100 * done) / ids.length} />
        )}
        {work.error && <Problem error={work.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button disabled={add.length + remove.length === 0} loading={work.isPending} onClick={() => work.mutate()}>
            {t('ui.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
