import {
  Badge,
  Button,
  Grid,
  Group,
  Modal,
  PasswordInput,
  PinInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { speak, type Language } from '../i18n/words.ts'
import { tellDone, useCall, useDo } from '../queries.ts'
import { useSession } from '../session.tsx'
import { Ago, CopyText, PageHead, Panel, Waiting } from '../ui/parts.tsx'
import { NewPasswordField, PasswordField } from '../ui/visitor-card.tsx'
import { BrandPanel } from './profile/brand.tsx'
import { Partnership } from './profile/partnership.tsx'
import { Tokens } from './profile/tokens.tsx'

/** Who one is, how one signs in, and what the account is. */
export function Profile() {
  const { t } = useTranslation()
  const { account } = useSession()
  return (
    <>
      <PageHead title={t('nav.profile')} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            {account && <AccountFacts />}
            {account && <Partnership />}
            <Person />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Codes />
            <Password />
            <Sessions />
          </Stack>
        </Grid.Col>
        {account && account.kind === 'partner' && account.role !== 'member' && (
          <Grid.Col span={12}>
            <Tokens />
          </Grid.Col>
        )}
        {account && account.role !== 'member' && (
          <Grid.Col span={12}>
            <BrandPanel />
          </Grid.Col>
        )}
      </Grid>
    </>
  )
}

function AccountFacts() {
  const { t } = useTranslation()
  const query = useCall('getAccount')
  if (!query.data) return <Waiting query={query} />
  const { id, name, accountType, partnerApiUrl, status, statusReason } = query.data
  return (
    <Panel title={t('profile.account')}>
      <Table variant="vertical" verticalSpacing={6}>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th w={150}>{t('visitor.accountName')}</Table.Th>
            <Table.Td>{name}</Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th>{t('profile.type')}</Table.Th>
            <Table.Td>
              <Badge color={accountType === 'Partner' ? 'lagoon' : 'gray.7'} tt="none">
                {t(`kind.${accountType}`)}
              </Badge>
              {status !== 'active' && ` ${status} ${statusReason}`}
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th>ID</Table.Th>
            <Table.Td>
              <CopyText value={id} label="ID" />
            </Table.Td>
          </Table.Tr>
          {accountType === 'Partner' && (
            <Table.Tr>
              <Table.Th>partnerApiUrl</Table.Th>
              <Table.Td>
                <CopyText value={partnerApiUrl} label="partnerApiUrl" />
              </Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
    </Panel>
  )
}

function Person() {
  const { t } = useTranslation()
  const { person } = useSession()
  const form = useForm({ initialValues: { name: person.name, locale: person.locale } })
  const save = useDo('setProfile', ({ locale }) => {
    void speak(locale)
    tellDone(t('settings.saved'))
  })
  return (
    <Panel title={t('profile.person')} about={person.email}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          <TextInput label={t('visitor.name')} required {...form.getInputProps('name')} />
          <Select
            label={t('nav.language')}
            allowDeselect={false}
            data={[
              { value: 'en' satisfies Language, label: 'English' },
              { value: 'ru' satisfies Language, label: 'Русский' },
            ]}
            {...form.getInputProps('locale')}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {t('ui.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function Codes() {
  const { t } = useTranslation()
  const { person } = useSession()
  const [opened, { open, close }] = useDisclosure()
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const offer = useDo('offerCodes', open)
  const confirm = useDo('confirmCodes', close)
  const stop = useDo('stopCodes', close)
  return (
    <Panel
      title={t('profile.codes')}
      about={person.codes ? t('profile.codesOn') : t('profile.codesOff')}
      actions={
        <Button size="xs" variant="default" onClick={() => (person.codes ? open() : offer.mutate(undefined as never))}>
          {person.codes ? t('profile.stop') : t('profile.start')}
        </Button>
      }
    >
      <Modal opened={opened} onClose={close} title={t('profile.codes')}>
        <Stack>
          {!person.codes && offer.data && (
            <>
              <Text size="sm">{t('profile.codesAbout')}</Text>
              <CopyText value={offer.data.secret} label={t('profile.codes')} />
            </>
          )}
          {person.codes && (
            <PasswordInput
              label={t('visitor.password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          <PinInput length={6} type="number" oneTimeCode aria-label={t('visitor.code')} onChange={setCode} />
          <Button
            disabled={code.length < 6}
            loading={confirm.isPending || stop.isPending}
            onClick={() => (person.codes ? stop.mutate({ password, code }) : confirm.mutate({ code }))}
          >
            {person.codes ? t('profile.stop') : t('profile.start')}
          </Button>
        </Stack>
      </Modal>
    </Panel>
  )
}

function Password() {
  const { t } = useTranslation()
  const { person } = useSession()
  const form = useForm({ initialValues: { password: '', newPassword: '', code: '' } })
  const change = useDo('changePassword', () => {
    form.reset()
    tellDone(t('visitor.passwordSet'))
  })
  return (
    <Panel title={t('profile.password')}>
      <form
        onSubmit={form.onSubmit(({ code, ...rest }) => change.mutate({ ...rest, ...(code === '' ? {} : { code }) }))}
      >
        <Stack>
          <PasswordField {...form.getInputProps('password')} />
          <NewPasswordField {...form.getInputProps('newPassword')} />
          {person.codes && <TextInput label={t('visitor.code')} {...form.getInputProps('code')} />}
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={change.isPending}>
              {t('visitor.setPassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const query = useCall('getSessions')
  const end = useDo('endSession')
  return (
    <Panel title={t('profile.sessions')}>
      {!query.data && <Waiting query={query} />}
      <Stack gap="xs">
        {query.data?.map(({ id, current, client, browser, seenAt }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm" lineClamp={1}>
                {browser === '' ? client : browser}
              </Text>
              <Text size="xs" c="dimmed">
                {client} · <Ago at={seenAt} />
              </Text>
            </div>
            {current ? (
              <Badge color="teal.9" tt="none" miw="max-content">
                {t('profile.thisOne')}
              </Badge>
            ) : (
              <Button size="compact-sm" variant="default" onClick={() => end.mutate({ id })}>
                {t('profile.end')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Panel>
  )
}
