import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api.ts'
import { inChunks } from '../../bulk.ts'
import { count } from '../../format.ts'
import { queries } from '../../queries.ts'
import { billOfBoth, DeletionBill, type Bill } from '../../ui/deletion-bill.tsx'
import { CodeBlock, Problem } from '../../ui/parts.tsx'
import { Typed } from '../../ui/typed.tsx'
import { HowFar, RowResults } from './row-results.tsx'

/** What one call takes. */
const CHUNK = 500
/** Ids that the call to copy shows; it has all of them. */
const SHOWN = 3

interface Outcome {
  deleted: readonly number[]
  notFound: readonly number[]
  /** Of a plan alone. */
  bill: Bill | null
}

/** Deletes instances, or asks what a deletion would do; `told` hears how far it has come. */
async function deleteAll(ids: readonly number[], dryRun: boolean, told: (soFar: Outcome) => void): Promise<Outcome> {
  let soFar: Outcome = { deleted: [], notFound: [], bill: null }
  await inChunks(ids, CHUNK, async (idInstances) => {
    const { deleted, notFound, bill } = await call('deleteInstancesHere', { idInstances, dryRun })
    soFar = {
      deleted: [...soFar.deleted, ...deleted],
      notFound: [...soFar.notFound, ...notFound],
      bill: soFar.bill && bill ? billOfBoth(soFar.bill, bill) : bill,
    }
    told(soFar)
  })
  return soFar
}

const doneOf = (soFar: Outcome | undefined) => (soFar ? soFar.deleted.length + soFar.notFound.length : 0)

/** Deletes instances, however many, after their person has typed how many; says first what that does, then what it did. */
export function DeleteMany({ ids, close, done }: { ids: readonly number[]; close: () => void; done: () => void }) {
  const { t } = useTranslation()
  const [planned, setPlanned] = useState<Outcome>()
  const [gone, setGone] = useState<Outcome>()
  const plan = useQuery({
    queryKey: ['plan of deleteInstancesHere', ids],
    queryFn: () => deleteAll(ids, true, setPlanned),
    // a plan is made once: the acts that follow it change what it would say
    staleTime: Number.POSITIVE_INFINITY,
  })
  const work = useMutation({
    mutationFn: () => deleteAll(ids, false, setGone),
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'plan of deleteInstancesHere' }),
  })
  const error = plan.error ?? work.error
  const leave = () => {
    if (work.isSuccess) done()
    close()
  }
  return (
    <Modal opened onClose={leave} title={t('danger.deleteCount', { count: ids.length })} size="lg">
      <Stack>
        {!gone && (
          <>
            <Text size="sm">{t('danger.effect')}</Text>
            <Text size="sm">{t('danger.notLogout')}</Text>
            <SameByApi ids={ids} />
            {!plan.data && !plan.error && <HowFar done={doneOf(planned)} all={ids.length} />}
          </>
        )}
        {plan.data && !gone && <WhatWouldHappen plan={plan.data} />}
        {(work.isPending || gone) && <HowFar done={doneOf(gone)} all={ids.length} />}
        {gone && <WhatHappened gone={gone} />}
        {error && <Problem error={error} />}
        {work.isSuccess ? (
          <Group justify="flex-end">
            <Button onClick={leave}>{t('ui.close')}</Button>
          </Group>
        ) : (
          <Typed
            what={ids.length}
            word={t('danger.delete')}
            ready={plan.data !== undefined}
            busy={work.isPending}
            act={() => work.mutate()}
          >
            <Button variant="default" onClick={close}>
              {t('ui.cancel')}
            </Button>
          </Typed>
        )}
      </Stack>
    </Modal>
  )
}

/** How many would go, and what that means for the bill. */
function WhatWouldHappen({ plan: { deleted, notFound, bill } }: { plan: Outcome }) {
  const { t } = useTranslation()
  return (
    <>
      <Text size="sm" role="status">
        {t('danger.plan', { deleted: count(deleted.length), notFound: count(notFound.length) })}
      </Text>
      {bill && <DeletionBill bill={bill} />}
    </>
  )
}

/** What became of each that was to be deleted. */
function WhatHappened({ gone: { deleted, notFound } }: { gone: Outcome }) {
  const { t } = useTranslation()
  const row = (id: number, well: boolean, said: string) => ({ name: <span className="id">{id}</span>, well, said })
  return (
    <>
      <Text size="sm" role="status">
        {t('many.deleted', { count: deleted.length })}
      </Text>
      <RowResults
        rows={[
          ...notFound.map((id) => row(id, false, t('many.wasGone'))),
          ...deleted.map((id) => row(id, true, t('many.isDeleted'))),
        ]}
      />
    </>
  )
}

function SameByApi({ ids }: { ids: readonly number[] }) {
  const { t } = useTranslation()
  const named = ids.slice(0, CHUNK)
  const few = named.length > SHOWN + 1 ? [...named.slice(0, SHOWN), '…', named.at(-1)] : named
  const example = (said: readonly unknown[]) =>
    `POST ${location.origin}/partner/deleteInstances/{partnerToken}  {"idInstances": [${said.join(', ')}]}`
  return (
    <>
      <CodeBlock text={example(named)} shown={example(few)} label={t('list.copyCall')} />
      {ids.length > CHUNK && (
        <Text size="xs" c="dimmed">
          {t('many.inParts', { most: CHUNK })}
        </Text>
      )}
    </>
  )
}
