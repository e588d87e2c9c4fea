import { Button, Group, List, Modal, Progress, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, type Input } from '../../api.ts'
import { inChunks } from '../../bulk.ts'
import { queries } from '../../queries.ts'
import { Panel, Problem } from '../../ui/parts.tsx'

type Pair = Input<'importInstances'>['instances'][number]

/** What one call takes. */
const CHUNK = 100

/** Pairs of a text, one a line: idInstance, apiTokenInstance and perhaps a name; and the lines that are none. */
function pairsOf(text: string): { pairs: Pair[]; wrong: number[] } {
  const pairs: Pair[] = []
  const wrong: number[] = []
  for (const [place, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, id, apiTokenInstance, name = ''] =
      /^\s*(\d{10,12})[\s,;]+([0-9a-f]{32,64})(?:[\s,;]+(.*))?$/.exec(line) ?? []
    if (id === undefined || apiTokenInstance === undefined) wrong.push(place + 1)
    else pairs.push({ idInstance: Number(id), apiTokenInstance, ...(name.trim() === '' ? {} : { name: name.trim() }) })
  }
  return { pairs, wrong }
}

/** Takes over the instances of a partner who moves in. */
export function ImportPairs({ account }: { account: string }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  return (
    <Panel
      title={t('take.title')}
      about={t('take.about')}
      actions={
        <Button size="xs" variant="default" onClick={open}>
          {t('take.open')}
        </Button>
      }
    >
      {opened && <Form account={account} close={close} />}
    </Panel>
  )
}

interface Done {
  imported: number
  refused: readonly number[]
}

function Outcome({ done: { imported, refused }, all }: { done: Done; all: number }) {
  const { t } = useTranslation()
  return (
    <>
      <Progress aria-label={t('danger.progress')} value={(100 * (imported + refused.length)) / Math.max(1, all)} />
      <Text size="sm" role="status">
        {t('take.done', { count: imported })}
      </Text>
      {refused.length > 0 && (
        <>
          <Text size="sm">{t('take.refused')}</Text>
          <List size="sm" className="id">
            {refused.slice(0, 20).map((id) => (
              <List.Item key={id}>{id}</List.Item>
            ))}
          </List>
        </>
      )}
    </>
  )
}

function Form({ account, close }: { account: string; close: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [done, setDone] = useState<Done>({ imported: 0, refused: [] })
  const { pairs, wrong } = pairsOf(text)
  const work = useMutation({
    mutationFn: () => {
      setDone({ imported: 0, refused: [] })
      return inChunks(pairs, CHUNK, async (instances) => {
        const { imported, refused } = await call('importInstances', { account, instances })
        setDone((before) => ({
          imported: before.imported + imported.length,
          refused: [...before.refused, ...refused],
        }))
      })
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Modal opened onClose={close} title={t('take.title')} size="lg">
      <Stack>
        <Text size="sm">{t('take.charged')}</Text>
        <Textarea
          data-autofocus
          label={t('take.pairs')}
          description={t('take.pairsAbout')}
          autosize
          minRows={6}
          maxRows={14}
          classNames={{ input: 'id' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={wrong.length > 0 && t('take.wrong', { lines: wrong.slice(0, 10).join(', ') })}
        />
        {!work.isIdle && <Outcome done={done} all={pairs.length} />}
        {work.error && <Problem error={work.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('ui.close')}
          </Button>
          <Button
            disabled={pairs.length === 0 || wrong.length > 0}
            loading={work.isPending}
            onClick={() => work.mutate()}
          >
            {t('take.act', { count: pairs.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
