import {
  ActionIcon,
  Alert,
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconChevronDown,
  IconEye,
  IconFlask,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Switch, useLocation } from 'wouter'
import mark from './mark.svg'
import { language, speak } from './i18n/words.ts'
import { useLive } from './live.ts'
import { queries, useCall, useDo } from './queries.ts'
import { SCREENS, type Screen } from './screens.ts'
import { useSession } from './session.tsx'
import { onDemand } from './ui/on-demand.tsx'
import { Empty, Lost } from './ui/parts.tsx'

const Finder = onDemand(async () => (await import('./finder.tsx')).Finder, null)

/** Frame of every screen: where to go, where one is, who one is. */
export function Shell() {
  const { t } = useTranslation()
  const session = useSession()
  const [opened, { toggle, close }] = useDisclosure()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('nav.menu')} />
            <Group gap={8} wrap="nowrap">
              <img src={mark} alt="" width={26} height={26} />
              <Text fw={700} visibleFrom="xs">
                Rookery
              </Text>
            </Group>
            <SandboxBadge />
          </Group>
          <HeaderTools />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <AppShell.Section grow component={ScrollArea}>
          <Navigation onGo={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main>
        <div className="page" key={session.account?.id ?? ''}>
          {session.account && <AccountPulse />}
          {session.person.operator && <InstallationPulse />}
          {session.account?.role === 'operator' && <Visiting name={session.account.name} />}
          <Screens />
        </div>
      </AppShell.Main>
    </AppShell>
  )
}

function SandboxBadge() {
  const { t } = useTranslation()
  if (useSession().network !== 'sandbox') return null
  return (
    <Tooltip label={t('nav.sandboxAbout')} multiline w={240}>
      <Badge color="grape.9" leftSection={<IconFlask size={12} />} tt="none" visibleFrom="xs">
        {t('nav.sandbox')}
      </Badge>
    </Tooltip>
  )
}

/** What changes by other ways: these are watched themselves. */
const ELSEWHERE: ReadonlySet<unknown> = new Set([
  'instance',
  'openapi',
  'support',
  'phones',
  'findMessagesHere',
  'getFleet',
  'getMessageVolume',
  'getNight',
  'getSupportBridge',
])

/** Asks anew for what screens show whenever a watched pulse beats. */
function usePulse(name: 'watchAccount' | 'watchInstallation'): boolean {
  const [first, setFirst] = useState(true)
  const { lost } = useLive(name, '', () => {
    if (first) return setFirst(false)
    void queries.invalidateQueries({ predicate: ({ queryKey: [of] }) => !ELSEWHERE.has(of) })
  })
  return lost
}

/** An operator inside an account is told so on every page. */
function Visiting({ name }: { name: string }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const leave = useDo('visitAccount', () => go('/operator/accounts'))
  return (
    <Alert color="orange.9" mb="md" icon={<IconEye size={18} />} title={t('visit.title', { name })}>
      <Group justify="space-between">
        {t('visit.about')}
        <Button size="xs" variant="default" loading={leave.isPending} onClick={() => leave.mutate({ account: null })}>
          {t('visit.end')}
        </Button>
      </Group>
    </Alert>
  )
}

function InstallationPulse() {
  usePulse('watchInstallation')
  return null
}

function AccountPulse() {
  return usePulse('watchAccount') && <Lost mb="sm" role="status" />
}

function Screens() {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <Switch>
      {SCREENS.filter((screen) => screen.may(session)).map(({ path, view }) => (
        <Route key={path} path={path} component={view} />
      ))}
      <Route>
        <Empty icon={<IconSearch size={28} />} title={t('nav.nothing')} text={t('nav.nothingText')} />
      </Route>
    </Switch>
  )
}

function Navigation({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const shown = SCREENS.filter((screen) => screen.word && screen.may(session))
  const links = (group: Screen['group']) =>
    shown
      .filter((screen) => screen.group === group)
      .map((screen) => <GoTo key={screen.path} screen={screen} onGo={onGo} />)
  return (
    <nav aria-label={t('nav.main')}>
      {links('account')}
      {session.person.operator && (
        <>
          <Text size="xs" c="dimmed" fw={600} mt="md" mb={4} px="sm">
            {t('nav.operator')}
          </Text>
          {links('operator')}
        </>
      )}
    </nav>
  )
}

/** What waits behind a word of the navigation. */
function Waits({ of }: { of: NonNullable<Screen['counts']> }) {
  const { t } = useTranslation()
  const own = useCall('getSupportChat', { limit: 1 }, { enabled: of === 'support' })
  const inbox = useCall('getSupportInbox', {}, { enabled: of === 'inbox' })
  const waiting =
    of === 'support'
      ? (own.data?.state.last ?? 0) - (own.data?.state.read ?? 0)
      : (inbox.data ?? []).reduce((sum, { unread }) => sum + unread, 0)
  if (waiting <= 0) return null
  return (
    <Badge color="red.9" circle={waiting < 10} aria-label={t('support.unread', { count: waiting })} role="status">
      {waiting}
    </Badge>
  )
}

function GoTo({ screen: { path, word, icon: Mark, counts }, onGo }: { screen: Screen; onGo: () => void }) {
  const { t } = useTranslation()
  const [here] = useLocation()
  const target = path.replace(/\/:.*/, '')
  const active = target === '/' ? here === '/' : here.startsWith(target)
  return (
    <NavLink
      component={Link}
      href={target}
      onClick={onGo}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={word && t(`nav.${word}`)}
      leftSection={Mark && <Mark size={19} stroke={1.7} />}
      rightSection={counts && <Waits of={counts} />}
    />
  )
}

function HeaderTools() {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme()
  return (
    <Group gap={4} wrap="nowrap">
      <Finder />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('nav.language')}
        onClick={() => void speak(language() === 'en' ? 'ru' : 'en')}
      >
        <IconLanguage size={20} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('nav.scheme')}
        onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
      >
        {scheme === 'dark' ? <IconSun size={20} /> : <IconMoon size={20} />}
      </ActionIcon>
      <WhoMenu />
    </Group>
  )
}

function WhoMenu() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const { account, accounts, person } = useSession()
  const change = useDo('switchAccount', () => go('/'))
  const leave = useDo('signOut', () => location.assign('/console/sign-in'))
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton px={4}>
          <Group gap={4} wrap="nowrap">
            <div>
              <Text size="sm" fw={600} truncate maw={{ base: 76, xs: 140 }}>
                {account?.name ?? person.name}
              </Text>
              <Text size="xs" c="dimmed" truncate maw={140} visibleFrom="xs">
                {account ? t(`role.${account.role}`) : t('role.operator')}
              </Text>
            </div>
            <IconChevronDown size={14} />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email}</Menu.Label>
        {accounts
          .filter(({ id }) => id !== account?.id)
          .map(({ id, name }) => (
            <Menu.Item key={id} onClick={() => change.mutate({ account: id })}>
              {t('nav.goTo', { name })}
            </Menu.Item>
          ))}
        <Menu.Item component={Link} href="/profile">
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate(undefined as never)}>
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
