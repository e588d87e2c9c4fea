import { Anchor, Badge, Button, Checkbox, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reply } from '../../api.ts'
import { count } from '../../format.ts'
import { useCall, useDo } from '../../queries.ts'
import { useIsOwner } from '../../session.tsx'
import { Ago, Panel, Waiting } from '../../ui/parts.tsx'

/** What the programme asks an account to have read before it becomes a partner's. */
const POINTS = ['separateAccount', 'corporateEmail', 'creationByApi', 'oldInstancesKeepTheirPlan'] as const

/** How an account becomes a partner's: what to prepare, the request, its answer. */
export function Partnership() {
  const { t } = useTranslation()
  const query = useCall('getAccount')
  if (!query.data) return <Waiting query={query} />
  if (query.data.accountType === 'Partner') return <Partner account={query.data} />
  return (
    <Panel title={t('partner.title')} about={t('partner.about')}>
      <Stack gap="sm" align="flex-start">
        <Answer partnership={query.data.partnership} />
        {query.data.partnership?.decision !== 'open' && <Request />}
      </Stack>
    </Panel>
  )
}

function Partner({ account }: { account: Reply<'getAccount'> }) {
  const { t } = useTranslation()
  const { instances, mayCreateHere, instanceCap } = account
  return (
    <Panel title={t('partner.title')} about={t('partner.is')}>
      <Stack gap="xs">
        <Text size="sm">{mayCreateHere ? t('partner.mayCreate') : t('partner.byApi')}</Text>
        {instanceCap !== null && <Text size="sm">{t('partner.cap', { most: count(instanceCap) })}</Text>}
        {instances.notPartner > 0 && <Text size="sm">{t('partner.notPartner', { count: instances.notPartner })}</Text>}
      </Stack>
    </Panel>
  )
}

function Answer({ partnership }: { partnership: Reply<'getAccount'>['partnership'] }) {
  const { t } = useTranslation()
  if (!partnership || partnership.decision === 'enrolled') return null
  const { decision, requestedAt, decidedAt } = partnership
  return (
    <>
      <Badge color={decision === 'open' ? 'blue.9' : 'orange.9'} tt="none">
        {t(`partner.${decision}`)}
      </Badge>
      <Text size="sm" c="dimmed">
        <Ago at={decidedAt ?? requestedAt} />
      </Text>
    </>
  )
}

function Request() {
  const { t } = useTranslation()
  const owner = useIsOwner()
  const [opened, { open, close }] = useDisclosure()
  const [confirmed, confirm] = useState<readonly string[]>([])
  const [note, setNote] = useState('')
  const request = useDo('requestPartnership', close)
  if (!owner) return <Text size="sm">{t('partner.ownerAsks')}</Text>
  return (
    <>
      <Button onClick={open}>{t('partner.request')}</Button>
      <Modal opened={opened} onClose={close} title={t('partner.prepare')} size="lg">
        <Stack>
          <Text size="sm">{t('partner.prepareAbout')}</Text>
          <Checkbox.Group value={[...confirmed]} onChange={confirm}>
            <Stack gap="sm">
              {POINTS.map((point) => (
                <Checkbox key={point} value={point} label={t(`partner.${point}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Textarea
            label={t('partner.note')}
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Text size="sm">
            {t('partner.questions')}{' '}
            <Anchor component={Link} href="/support" underline="always">
              {t('nav.support')}
            </Anchor>
          </Text>
          <Button
            disabled={confirmed.length < POINTS.length}
            loading={request.isPending}
            onClick={() => request.mutate({ confirmed: [...POINTS], note })}
          >
            {t('partner.request')}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}
