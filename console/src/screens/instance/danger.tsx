import { Button, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { tellDone, useCall, useDo, useInstanceDo } from '../../queries.ts'
import { useIsOwner } from '../../session.tsx'
import { DeletionBill } from '../../ui/deletion-bill.tsx'
import { CodeBlock, Panel, Waiting } from '../../ui/parts.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { InstanceFacts } from '../instance.tsx'

/** What cannot be undone, each with what it does to the link and to the bill. */
export function Danger({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const owner = useIsOwner()
  const done = () => tellDone(t('danger.done'))
  const reboot = useInstanceDo(instance, 'reboot', done)
  const logout = useInstanceDo(instance, 'logout', done)
  const rotate = useInstanceDo(instance, 'updateApiToken', done)
  const sure = (text: string, act: () => void) =>
    modals.openConfirmModal({
      title: t('danger.sure'),
      children: <Text size="sm">{text}</Text>,
      labels: { confirm: t('danger.go'), cancel: t('ui.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: act,
    })
  return (
    <Stack>
      <Act
        title={t('danger.reboot')}
        about={t('danger.rebootAbout')}
        busy={reboot.isPending}
        act={() => reboot.mutate(undefined as never)}
      />
      <Act
        title={t('danger.rotate')}
        about={t('danger.rotateAbout')}
        busy={rotate.isPending}
        act={() => sure(t('danger.rotateAbout'), () => rotate.mutate(undefined as never))}
      />
      <Act
        title={t('danger.logout')}
        about={t('danger.logoutAbout')}
        busy={logout.isPending}
        act={() => sure(t('danger.logoutAbout'), () => logout.mutate(undefined as never))}
      />
      {owner && <Delete instance={instance} />}
    </Stack>
  )
}

function Act({ title, about, busy, act }: { title: string; about: string; busy: boolean; act: () => void }) {
  return (
    <Panel>
      <Group justify="space-between">
        <div>
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed" maw={620}>
            {about}
          </Text>
        </div>
        <Button variant="default" loading={busy} onClick={act}>
          {title}
        </Button>
      </Group>
    </Panel>
  )
}

function Delete({ instance: { idInstance } }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const remove = useDo('deleteInstanceHere', () => {
    tellDone(t('danger.deleted', { id: idInstance }))
    go('/instances')
  })
  const plan = useCall('deleteInstancesHere', { idInstances: [idInstance], dryRun: true })
  const call = `curl -X POST '${location.origin}/partner/deleteInstanceAccount/{{partnerToken}}' -H 'Content-Type: application/json' -d '{"idInstance":${idInstance}}'`
  return (
    <Panel title={t('danger.deleteOne')} about={t('danger.effect')}>
      <Stack>
        <Text size="sm">{t('danger.notLogout')}</Text>
        {plan.data?.bill ? <DeletionBill bill={plan.data.bill} /> : <Waiting query={plan} />}
        <CodeBlock text={call} label={t('list.copyCall')} />
        <Typed
          what={idInstance}
          word={t('danger.deleteOne')}
          ready={plan.data !== undefined}
          busy={remove.isPending}
          act={() => remove.mutate({ idInstance })}
        />
      </Stack>
    </Panel>
  )
}
