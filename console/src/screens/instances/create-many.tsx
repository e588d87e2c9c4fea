import { Anchor, Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { call, type Reply } from '../../api.ts'
import { inChunks } from '../../bulk.ts'
import { count, money, monthText, price } from '../../format.ts'
import { failureText } from '../../i18n/words.ts'
import { queries } from '../../queries.ts'
import { Facts } from '../../ui/facts.tsx'
import { RefusedCall } from './refused-call.tsx'
import { HowFar, RowResults } from './row-results.tsx'

/** What one call takes, and what is asked for here at most. */
const CHUNK = 25
const MOST = 1000

type Made = Reply<'createInstancesHere'>['instances'][number] & { name: string }
type Preview = Reply<'previewInstancesHere'>

/** What was asked for, what that would do, and how far it has come. */
function useCreation() {
  const [name, setName] = useState('')
  const [wanted, setWanted] = useState<number | string>(10)
  const [made, setMade] = useState<readonly Made[]>([])
  const many = typeof wanted === 'number' ? wanted : 0
  const names = Array.from({ length: many }, (_, i) => `${name} ${i + 1}`.trim())
  const plan = useMutation({ mutationFn: () => call('previewInstancesHere', { names }) })
  const fits = plan.data?.fits ?? 0
  const work = useMutation({
    mutationFn: () => {
      setMade([])
      return inChunks(names.slice(0, fits), CHUNK, async (chunk) => {
        const { instances } = await call('createInstancesHere', { names: chunk })
        const fresh = instances.map(({ idInstance, error }, i) => ({ idInstance, error, name: chunk[i] ?? '' }))
        setMade((before) => [...before, ...fresh])
      })
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const begun = work.isPending || made.length > 0
  /** What was shown holds for what it was asked for alone. */
  const ask = (what: { name?: string; wanted?: number | string }) => {
    if (what.name !== undefined) setName(what.name)
    if (what.wanted !== undefined) setWanted(what.wanted)
    plan.reset()
    work.reset()
    setMade([])
  }
  const well = many >= 1 && many <= MOST && name !== ''
  return { name, wanted, ask, names, well, plan, fits, work, made, begun, error: plan.error ?? work.error }
}

/** Creates many instances, numbered, where the account's rule allows it: first what that would do, then each. */
export function CreateMany({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const creation = useCreation()
  const { name, wanted, ask, names, well, plan, fits, work, made, begun, error } = creation
  return (
    <Modal opened onClose={close} title={t('many.create')} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          plan.mutate()
        }}
      >
        <Stack>
          <Group grow align="flex-start">
            <TextInput
              data-autofocus
              label={t('many.name')}
              description={t('many.nameAbout')}
              maxLength={190}
              value={name}
              disabled={work.isPending}
              onChange={(event) => ask({ name: event.currentTarget.value })}
            />
            <NumberInput
              label={t('many.count')}
              description={t('many.countAbout', { most: MOST })}
              min={1}
              max={MOST}
              allowDecimal={false}
              value={wanted}
              disabled={work.isPending}
              onChange={(next) => ask({ wanted: next })}
            />
          </Group>
          {plan.data && !begun && <Plan plan={plan.data} names={names} />}
          {begun && <HowFar done={made.length} all={fits} />}
          <Outcome made={made} />
          {error && <RefusedCall error={error} method="createInstances" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('ui.close')}
            </Button>
            {fits > 0 && !begun && (
              <Button onClick={() => work.mutate()}>{t('many.createCount', { count: fits })}</Button>
            )}
            {fits === 0 && (
              <Button type="submit" disabled={!well} loading={plan.isPending}>
                {t('many.plan')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** What would be created, what it costs, and why some would be refused. */
function Plan({ plan, names }: { plan: Preview; names: readonly string[] }) {
  const { t } = useTranslation()
  const { fits, refusal, tariff, currency, perDay, firstDay, charged, month, forecast, forecastThen, places } = plan
  const made = names.slice(0, fits)
  const named = made.length > 3 ? `${made.slice(0, 2).join(', ')} … ${made.at(-1)}` : made.join(', ')
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={600}>
        {t('many.wouldCreate', { count: fits })}
      </Text>
      {refusal && (
        <Text size="sm">
          {t('many.wouldRefuse', { count: names.length - fits })} {failureText(refusal)}{' '}
          <span className="id">{refusal.code}</span>
        </Text>
      )}
      <Facts
        rows={[
          ...(fits === 0 ? [] : ([[t('many.names'), named]] as const)),
          [t('list.tariff'), tariff],
          [t('many.perDay'), perDay === 0 ? t('many.free') : price(perDay, currency)],
          ...(perDay === 0
            ? []
            : ([
                [t(firstDay === 'creation' ? 'many.atOnce' : 'many.atMidnight'), money(charged, currency)],
                [
                  t('many.month', { month: monthText(month) }),
                  `${money(forecast, currency)} → ${money(forecastThen, currency)}`,
                ],
              ] as const)),
          [
            t('many.places'),
            places === null
              ? t('many.noBound')
              : t('many.placesOf', { used: count(places.used + fits), total: count(places.total) }),
          ],
        ]}
      />
    </Stack>
  )
}

/** How many were made, and what became of each. */
function Outcome({ made }: { made: readonly Made[] }) {
  const { t } = useTranslation()
  const created = made.filter(({ error }) => error === null).length
  if (made.length === 0) return null
  return (
    <>
      <Text size="sm" role="status">
        {t('many.created', { count: created })}
      </Text>
      {created < made.length && <Text size="sm">{t('many.refused', { count: made.length - created })}</Text>}
      <RowResults
        rows={made.map(({ name, idInstance, error }) => ({
          name: idInstance === null ? name : <Created id={idInstance} name={name} />,
          well: error === null,
          said: error === null ? String(idInstance) : failureText(error),
          ...(error === null ? {} : { code: error.code }),
        }))}
      />
    </>
  )
}

function Created({ id, name }: { id: number; name: string }) {
  return (
    <Anchor component={Link} href={`/instances/${id}`} size="sm">
      {name}
    </Anchor>
  )
}
