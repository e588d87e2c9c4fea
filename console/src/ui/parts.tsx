import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Code,
  Group,
  Loader,
  Paper,
  Stack,
  Text,
  ThemeIcon,
  Title,
  Tooltip,
} from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconAlertTriangle, IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ago, moment } from '../format.ts'
import { toldOf } from '../i18n/failure.ts'

/** Head of a screen: what it is, a sentence, and what can be done here. */
export function PageHead(props: { title: ReactNode; about?: ReactNode; children?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-end" gap="sm" mb="lg">
      <div>
        <Title order={1} size="h2">
          {props.title}
        </Title>
        {props.about !== undefined && (
          <Text c="dimmed" size="sm" component="div">
            {props.about}
          </Text>
        )}
      </div>
      <Group gap="xs">{props.children}</Group>
    </Group>
  )
}

/** A titled box. */
export function Panel(props: { title?: ReactNode; about?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <Paper withBorder p="md" radius="md" component="section">
      {props.title !== undefined && (
        <Group justify="space-between" mb="sm" gap="xs" align="flex-start">
          <div style={{ flex: '1 1 11rem' }}>
            <Title order={2} size="h5">
              {props.title}
            </Title>
            {props.about !== undefined && (
              <Text c="dimmed" size="sm">
                {props.about}
              </Text>
            )}
          </div>
          <div style={{ maxWidth: '100%' }}>{props.actions}</div>
        </Group>
      )}
      {props.children}
    </Paper>
  )
}

/** A failure: its sentence, its code and what helps. */
export function Problem({ error, again }: { error: Error; again?: () => void }) {
  const { t } = useTranslation()
  const { code, sentence, advice } = toldOf(error)
  return (
    <Alert color="red.9" icon={<IconAlertTriangle />} title={sentence} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{advice}</Text>
        <Text size="sm">
          {t('ui.code')} <span className="id">{code}</span>
        </Text>
        {again && (
          <Button size="xs" variant="default" onClick={again}>
            {t('ui.again')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** What a query has to say instead of its data: that it waits, or why it failed. */
export function Waiting({ query }: { query: { error: Error | null; refetch: () => unknown } }) {
  if (query.error) return <Problem error={query.error} again={() => void query.refetch()} />
  return <Loading />
}

/** Something is on its way. */
export function Loading() {
  const { t } = useTranslation()
  return (
    <Group justify="center" p="xl">
      <Loader role="status" aria-label={t('ui.loading')} />
    </Group>
  )
}

/** An empty place that teaches the next step. */
export function Empty(props: { icon: ReactNode; title: string; text: ReactNode; children?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md">
      <ThemeIcon size={56} radius="xl" variant="light">
        {props.icon}
      </ThemeIcon>
      <Text fw={600}>{props.title}</Text>
      <Text c="dimmed" size="sm" ta="center" maw={460} component="div">
        {props.text}
      </Text>
      {props.children}
    </Stack>
  )
}

/** A button that copies. */
export function Copy({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation()
  const { copy, copied } = useClipboard()
  const words = copied ? t('ui.copied') : (label ?? t('ui.copy'))
  return (
    <Tooltip label={words}>
      <ActionIcon variant="subtle" color={copied ? 'teal' : 'gray'} aria-label={words} onClick={() => copy(value)}>
        {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}

/** An id or address with a button that copies it. `secret` hides it until it is asked for. */
export function CopyText({ value, secret = false, label }: { value: string; secret?: boolean; label: string }) {
  const { t } = useTranslation()
  const [shown, show] = useState(!secret)
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Text span className="id" truncate={!shown} style={shown ? { overflowWrap: 'anywhere' } : {}}>
        {shown ? value : `${value.slice(0, 4)}${'•'.repeat(12)}${value.slice(-4)}`}
      </Text>
      {secret && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={shown ? t('ui.hide', { what: label }) : t('ui.show', { what: label })}
          onClick={() => show(!shown)}
        >
          {shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
        </ActionIcon>
      )}
      <Copy value={value} label={t('ui.copyOf', { what: label })} />
    </Group>
  )
}

/** A block of code with a button that copies it; `shown` stands in its place where it is long. */
export function CodeBlock({ text, shown = text, label }: { text: string; shown?: string; label: string }) {
  return (
    <Paper withBorder radius="sm" pos="relative" bg="var(--mantine-color-default-hover)">
      <Code block pr={44} bg="transparent" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {shown}
      </Code>
      <div style={{ position: 'absolute', top: 6, right: 6 }}>
        <Copy value={text} label={label} />
      </div>
    </Paper>
  )
}

const COLOURS: Readonly<Record<string, string>> = {
  authorized: 'teal.9',
  notAuthorized: 'gray.7',
  starting: 'blue.9',
  suspended: 'orange.9',
  yellowCard: 'orange.9',
  blocked: 'red.9',
}

/** A state in its colour and its words. */
export function StateBadge({ state }: { state: string }) {
  const { t, i18n } = useTranslation()
  const key = `state.${state}`
  return (
    <Badge color={COLOURS[state] ?? 'gray.7'} variant="filled" tt="none" fw={600} miw="max-content">
      {i18n.exists(key) ? t(key as 'state.authorized') : state}
    </Badge>
  )
}

/** Says that a watch is being opened again. */
export function Lost(props: { mb?: 'sm'; role?: 'status' }) {
  const { t } = useTranslation()
  return (
    <Badge color="red.9" tt="none" {...props}>
      {t('nav.lost')}
    </Badge>
  )
}

/** `5 minutes ago`, the whole time on hover. */
export function Ago({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={moment(at)}>
      {ago(at)}
    </time>
  )
}
