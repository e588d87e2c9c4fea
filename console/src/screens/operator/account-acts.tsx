import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { tellDone, useDo } from '../../queries.ts'
import { Ago, Panel } from '../../ui/parts.tsx'
import { Typed } from '../../ui/typed.tsx'

type Account = Reply<'getAccountOf'>['account']

/** Makes an account a partner, or answers its request with no. */
export function Enrol({ account }: { account: Account }) {
  const { t } = useTranslation()
  const [value, setValue] = useState('')
  const enrol = useDo('enrolAccount', () => tellDone(t('op.enrolled')))
  const decline = useDo('declinePartnership')
  if (account.accountType === 'Partner' || account.status !== 'active') return null
  const { partnership } = account
  const asks = partnership?.decision === 'open'
  return (
    <Panel title={t('op.enrol')} about={t('op.enrolAbout')}>
      <Stack gap="sm">
        {asks && (
          <Text size="sm">
            {t('op.asked')} <Ago at={partnership.requestedAt} />
            {partnership.note !== '' && `: ${partnership.note}`}
          </Text>
        )}
        <TextInput
          label={t('op.ownToken')}
          description={t('op.ownTokenAbout')}
          placeholder="gac.…"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          {asks && (
            <Button variant="default" onClick={() => decline.mutate({ account: account.id })}>
              {t('op.decline')}
            </Button>
          )}
          <Button
            loading={enrol.isPending}
            onClick={() => enrol.mutate({ account: account.id, ...(value === '' ? {} : { value }) })}
          >
            {t('op.enrol')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

/** Suspends, takes up again or closes an account; what it means stands before the act. */
export function Status({ account }: { account: Account }) {
  const { t } = useTranslation()
  const [closing, { open, close }] = useDisclosure()
  const set = useDo('setAccountStatus', close)
  if (account.status === 'closed')
    return (
      <Panel title={t('tab.danger')}>
        <Alert color="red.9" title={t('op.isClosed')} />
      </Panel>
    )
  const { id } = account
  const suspended = account.status === 'suspended'
  const suspend = () =>
    modals.openConfirmModal({
      title: t('danger.sure'),
      children: <Text size="sm">{suspended ? t('op.resumeAbout') : t('op.suspendAbout')}</Text>,
      labels: { confirm: suspended ? t('op.resume') : t('op.suspend'), cancel: t('ui.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () =>
        set.mutate({
          account: id,
          status: suspended ? 'active' : 'suspended',
          reason: suspended ? '' : t('op.suspendReason'),
        }),
    })
  return (
    <Panel title={t('tab.danger')} about={t('op.dangerAbout')}>
      <Group>
        <Button variant="default" loading={set.isPending} onClick={suspend}>
          {suspended ? t('op.resume') : t('op.suspend')}
        </Button>
        <Button color="red.9" onClick={open}>
          {t('op.close')}
        </Button>
      </Group>
      {closing && (
        <Closing
          account={account}
          busy={set.isPending}
          close={close}
          go={(reason) => set.mutate({ account: id, status: 'closed', reason })}
        />
      )}
    </Panel>
  )
}

function Closing(props: { account: Account; busy: boolean; close: () => void; go: (reason: string) => void }) {
  const { t } = useTranslation()
  const { name, instances } = props.account
  const [reason, setReason] = useState('')
  return (
    <Modal opened onClose={props.close} title={t('op.close')}>
      <Stack>
        <Text size="sm">{t('op.closeAbout', { count: instances.living })}</Text>
        <Textarea
          label={t('op.reason')}
          description={t('op.reasonAbout')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Typed what={name} word={t('op.close')} busy={props.busy} act={() => props.go(reason)} />
      </Stack>
    </Modal>
  )
}
