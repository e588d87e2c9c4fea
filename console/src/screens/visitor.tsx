import { Alert, Anchor, Box, Button, Center, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Switch, useLocation } from 'wouter'
import { call, type Reply } from '../api.ts'
import { language, speak } from '../i18n/words.ts'
import mark from '../mark.svg'
import { queries } from '../queries.ts'
import { Problem } from '../ui/parts.tsx'
import { Card, CodeField, EmailField, NewPasswordField, PasswordField } from '../ui/visitor-card.tsx'

const PAGES = ['/sign-in', '/register', '/confirm', '/forgot', '/reset', '/invitation'] as const

/** Pages that are shown whether or not somebody is signed in: a letter led to most of them. */
export const isVisitorPage = (path: string): boolean => PAGES.some((page) => page === path)

/** What stood behind `#` when the page was opened: the token of a letter's link. */
const ticket = location.hash.slice(1)
/** Whether it signs in: the tokens of other letters are no good for that. */
const signsIn = ticket !== '' && location.pathname.endsWith('/sign-in')

/** Pages for whoever has no session. */
export function Visitor({ network }: { network: 'live' | 'sandbox' | undefined }) {
  const { t } = useTranslation()
  return (
    <Center mih="100vh" p="md">
      <Box w="100%" maw={420} component="main">
        <Group justify="center" gap="sm" mb="lg">
          <img src={mark} alt="" width={40} height={40} />
          <Title order={1} size="h2">
            Rookery
          </Title>
        </Group>
        <Paper withBorder p="xl" radius="lg" shadow="sm">
          <Switch>
            <Route path="/register" component={Register} />
            <Route path="/confirm" component={ConfirmEmail} />
            <Route path="/forgot" component={ResetPassword} />
            <Route path="/reset" component={SetPassword} />
            <Route path="/invitation" component={Invitation} />
            <Route>{signsIn ? <SignInByLink /> : <SignIn />}</Route>
          </Switch>
        </Paper>
        <Group justify="center" mt="md" gap="xs">
          {network === 'sandbox' && <Text size="sm">{t('nav.sandbox')}</Text>}
          <Button variant="subtle" size="compact-sm" onClick={() => void speak(language() === 'en' ? 'ru' : 'en')}>
            {language() === 'en' ? 'Русский' : 'English'}
          </Button>
        </Group>
      </Box>
    </Center>
  )
}

/** What follows a session that was just opened. */
function useEnter() {
  const [, go] = useLocation()
  return (session: Reply<'signIn'>) => {
    history.replaceState(null, '', location.pathname)
    queries.clear()
    queries.setQueryData(['getSession', {}], session)
    void speak(session.person.locale)
    go('/', { replace: true })
  }
}

function SignIn() {
  const { t } = useTranslation()
  const enter = useEnter()
  const form = useForm({ initialValues: { email: '', password: '', code: '' } })
  const send = useMutation({
    mutationFn: ({ code, ...rest }: typeof form.values) =>
      call('signIn', { ...rest, ...(code === '' ? {} : { code }) }),
    onSuccess: enter,
  })
  return (
    <Card
      title={t('visitor.signIn')}
      word={t('visitor.signIn')}
      send={send}
      onSend={() => send.mutate(form.values)}
      below={
        <Group justify="space-between">
          <Anchor component={Link} href="/forgot" size="sm">
            {t('visitor.forgot')}
          </Anchor>
          <Anchor component={Link} href="/register" size="sm">
            {t('visitor.register')}
          </Anchor>
        </Group>
      }
    >
      <EmailField {...form.getInputProps('email')} />
      <PasswordField {...form.getInputProps('password')} />
      <CodeField error={send.error} onChange={(code) => form.setFieldValue('code', code)} />
    </Card>
  )
}

function SignInByLink() {
  const { t } = useTranslation()
  const enter = useEnter()
  const [code, setCode] = useState('')
  const send = useMutation({
    mutationFn: () => call('useSignInLink', { token: ticket, ...(code === '' ? {} : { code }) }),
    onSuccess: enter,
  })
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    send.mutate()
  })
  return (
    <Card
      title={t('visitor.byLink')}
      about={t('visitor.byLinkAbout')}
      word={t('visitor.signIn')}
      send={send}
      onSend={() => send.mutate()}
    >
      <CodeField error={send.error} onChange={setCode} />
    </Card>
  )
}

function Register() {
  const { t } = useTranslation()
  const form = useForm({ initialValues: { accountName: '', name: '', email: '', password: '' } })
  const send = useMutation({
    mutationFn: (values: typeof form.values) => call('register', { ...values, locale: language() }),
  })
  if (send.isSuccess) return <Sent />
  return (
    <Card
      title={t('visitor.register')}
      about={t('visitor.registerAbout')}
      word={t('visitor.register')}
      send={send}
      onSend={() => send.mutate(form.values)}
      below={<BackToSignIn />}
    >
      <TextInput
        label={t('visitor.accountName')}
        required
        autoComplete="organization"
        {...form.getInputProps('accountName')}
      />
      <TextInput label={t('visitor.name')} required autoComplete="name" {...form.getInputProps('name')} />
      <EmailField description={t('visitor.companyEmail')} {...form.getInputProps('email')} />
      <NewPasswordField {...form.getInputProps('password')} />
    </Card>
  )
}

function Sent() {
  const { t } = useTranslation()
  return (
    <Stack>
      <Alert color="teal.9" title={t('visitor.sent')}>
        {t('visitor.sentAbout')}
      </Alert>
      <BackToSignIn />
    </Stack>
  )
}

function BackToSignIn() {
  const { t } = useTranslation()
  return (
    <Anchor component={Link} href="/sign-in" size="sm" ta="center">
      {t('visitor.back')}
    </Anchor>
  )
}

function ConfirmEmail() {
  const { t } = useTranslation()
  const enter = useEnter()
  const form = useForm({ initialValues: { password: '', code: '' } })
  const send = useMutation({
    mutationFn: ({ password, code }: typeof form.values) =>
      call('confirmEmail', { token: ticket, password, ...(code === '' ? {} : { code }) }),
    onSuccess: enter,
  })
  return (
    <Card
      title={t('visitor.confirm')}
      about={t('visitor.confirmAbout')}
      word={t('visitor.confirm')}
      send={send}
      onSend={() => send.mutate(form.values)}
    >
      <PasswordField {...form.getInputProps('password')} />
      <CodeField error={send.error} onChange={(code) => form.setFieldValue('code', code)} />
    </Card>
  )
}

function ResetPassword() {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const send = useMutation({ mutationFn: () => call('requestPasswordReset', { email }) })
  if (send.isSuccess) return <Sent />
  return (
    <Card
      title={t('visitor.forgot')}
      about={t('visitor.resetAbout')}
      word={t('visitor.sendLink')}
      send={send}
      onSend={() => send.mutate()}
      below={<BackToSignIn />}
    >
      <EmailField value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
    </Card>
  )
}

function SetPassword() {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const send = useMutation({ mutationFn: () => call('setNewPassword', { token: ticket, password }) })
  if (send.isSuccess)
    return (
      <Stack>
        <Alert color="teal.9" title={t('visitor.passwordSet')} />
        <BackToSignIn />
      </Stack>
    )
  return (
    <Card
      title={t('visitor.newPassword')}
      word={t('visitor.setPassword')}
      send={send}
      onSend={() => send.mutate()}
      below={<BackToSignIn />}
    >
      <NewPasswordField value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
    </Card>
  )
}

function Invitation() {
  const { t } = useTranslation()
  const enter = useEnter()
  const form = useForm({ initialValues: { name: '', password: '', code: '' } })
  const told = useQuery({
    queryKey: ['invitation'],
    queryFn: () => call('readInvitation', { token: ticket }),
    staleTime: Infinity,
  })
  const send = useMutation({
    mutationFn: ({ name, password, code }: typeof form.values) =>
      call('acceptInvitation', {
        token: ticket,
        password,
        locale: language(),
        ...(name === '' ? {} : { name }),
        ...(code === '' ? {} : { code }),
      }),
    onSuccess: enter,
  })
  if (told.error) return <Problem error={told.error} />
  const known = told.data?.known === true
  return (
    <Card
      title={t('visitor.invited', { what: told.data?.account ?? 'Rookery' })}
      about={told.data?.email}
      word={t('visitor.accept')}
      send={send}
      onSend={() => send.mutate(form.values)}
    >
      {known ? (
        <PasswordField {...form.getInputProps('password')} />
      ) : (
        <>
          <TextInput label={t('visitor.name')} required autoComplete="name" {...form.getInputProps('name')} />
          <NewPasswordField {...form.getInputProps('password')} />
        </>
      )}
      <CodeField error={send.error} onChange={(code) => form.setFieldValue('code', code)} />
    </Card>
  )
}
