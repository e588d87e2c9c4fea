import {
  Alert,
  Badge,
  Button,
  Code,
  Grid,
  Group,
  PasswordInput,
  ScrollArea,
  Select,
  Stack,
  Tabs,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams, useSearchParams } from 'wouter'
import { codeOf, LANGUAGES, type Call } from '../code.ts'
import { useMethods, type JsonObject, type PublicMethod } from '../openapi.ts'
import { queries, useCall } from '../queries.ts'
import { CodeBlock, PageHead, Panel, Waiting } from '../ui/parts.tsx'
import { Prose } from '../ui/prose.tsx'
import { SchemaFields } from '../ui/schema-form.tsx'

const isPublic = ({ path }: PublicMethod) => /^\/(waInstance|partner\/)/.test(path)

/** Every public method as a form: filled in, run, and copied as a program. */
export function Playground() {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const { method: name = 'getStateInstance' } = useParams<{ method?: string }>()
  const query = useMethods()
  const head = <PageHead title={t('nav.playground')} about={t('play.about')} />
  if (!query.data)
    return (
      <>
        {head}
        <Waiting query={query} />
      </>
    )
  const list = query.data.filter(isPublic)
  const method = list.find((each) => each.name === name)
  const groups = [...new Set(list.map(({ group }) => group))]
  return (
    <>
      {head}
      <Select
        mb="md"
        searchable
        allowDeselect={false}
        label={t('play.method')}
        maxDropdownHeight={420}
        data={groups.map((group) => ({
          group,
          items: list.filter((each) => each.group === group).map((each) => each.name),
        }))}
        value={method?.name ?? null}
        onChange={(next) => next && go(`/playground/${next}${location.search}`)}
      />
      {method && <Trial key={method.name} method={method} />}
    </>
  )
}

interface Keys {
  idInstance: string
  apiTokenInstance: string
  partnerToken: string
  tail: string
}

function addressWith(method: PublicMethod, keys: Keys, query: JsonObject): string {
  const filled = method.path
    .replace('{idInstance}', keys.idInstance || '{idInstance}')
    .replace('{apiTokenInstance}', keys.apiTokenInstance || '{apiTokenInstance}')
    .replace('{partnerToken}', keys.partnerToken || '{partnerToken}')
    .replace(`{${method.tail ?? ''}}`, keys.tail)
  const fields = Object.entries(query).map(([name, value]) => [name, String(value)])
  return `${location.origin}${filled}${fields.length === 0 ? '' : `?${new URLSearchParams(fields).toString()}`}`
}

interface Answer {
  status: number
  ms: number
  text: string
}

/** Sends the call as a customer's program would: no session, no cookie. */
async function send(method: PublicMethod, url: string, body: JsonObject): Promise<Answer> {
  const begun = performance.now()
  const posts = method.verb === 'POST'
  const answer = await fetch(url, {
    method: method.verb,
    credentials: 'omit',
    ...(posts && !method.multipart
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {}),
    ...(posts && method.multipart ? { body: formOf(body) } : {}),
  })
  return { status: answer.status, ms: Math.round(performance.now() - begun), text: pretty(await answer.text()) }
}

function formOf(body: JsonObject): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(body)) form.set(name, value instanceof File ? value : String(value))
  return form
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function Trial({ method }: { method: PublicMethod }) {
  const { t } = useTranslation()
  const [keys, setKeys] = useState<Keys>({ idInstance: '', apiTokenInstance: '', partnerToken: '', tail: '' })
  const [query, setQuery] = useState<JsonObject>({})
  const [body, setBody] = useState<JsonObject>({})
  const url = addressWith(method, keys, query)
  const run = useMutation({ mutationFn: () => send(method, url, body), onSuccess: () => queries.invalidateQueries() })
  const isPartner = method.path.startsWith('/partner/')
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Panel title={`${method.verb} ${method.name}`} about={method.summary}>
          <Stack>
            {method.description !== '' && (
              <Text size="sm">
                <Prose text={method.description} />
              </Text>
            )}
            {isPartner ? (
              <PasswordInput
                label="partnerToken"
                description={t('play.tokenAbout')}
                placeholder="gac.…"
                autoComplete="off"
                value={keys.partnerToken}
                onChange={(event) => setKeys({ ...keys, partnerToken: event.currentTarget.value.trim() })}
              />
            ) : (
              <ChooseInstance keys={keys} setKeys={setKeys} />
            )}
            {method.tail !== undefined && (
              <TextInput
                label={method.tail}
                required
                value={keys.tail}
                onChange={(event) => setKeys({ ...keys, tail: event.currentTarget.value })}
              />
            )}
            {method.query && <SchemaFields schema={method.query} value={query} onChange={setQuery} />}
            {method.body && <SchemaFields schema={method.body} value={body} onChange={setBody} />}
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                {t('play.rate', { rate: method.rate })}
              </Text>
              <Button loading={run.isPending} onClick={() => run.mutate()}>
                {t('play.run')}
              </Button>
            </Group>
          </Stack>
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Result call={{ method, url, body }} answer={run.data} error={run.error} />
      </Grid.Col>
    </Grid>
  )
}

function Result({ call, answer, error }: { call: Call; answer: Answer | undefined; error: Error | null }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Panel title={t('play.answer')}>
        {error && <Alert color="red.9">{error.message}</Alert>}
        {!answer && !error && (
          <Text size="sm" c="dimmed">
            {t('play.noAnswer')}
          </Text>
        )}
        {answer && <ShowAnswer answer={answer} />}
      </Panel>
      <Panel title={t('play.code')} about={t('play.codeAbout')}>
        <Tabs defaultValue="curl">
          <Tabs.List mb="sm">
            {LANGUAGES.map((language) => (
              <Tabs.Tab key={language} value={language}>
                {language}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {LANGUAGES.map((language) => (
            <Tabs.Panel key={language} value={language}>
              <CodeBlock text={codeOf(call, language)} label={t('play.copyAs', { language })} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Panel>
    </Stack>
  )
}

function ShowAnswer({ answer: { status, ms, text } }: { answer: Answer }) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge color={status < 300 ? 'teal.9' : 'red.9'}>{status}</Badge>
        <Text size="xs" c="dimmed">
          {ms} ms
        </Text>
      </Group>
      <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('play.answer') }}>
        <Code block data-testid="answer" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {text === '' ? t('play.empty') : text}
        </Code>
      </ScrollArea.Autosize>
    </Stack>
  )
}

function ChooseInstance({ keys, setKeys }: { keys: Keys; setKeys: (keys: Keys) => void }) {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const [search, setSearch] = useState(params.get('instance') ?? '')
  const found = useCall('getInstanceList', { search: search.replace(/.* · /, ''), limit: 30, sort: 'stateSince' })
  const instances = found.data?.instances ?? []
  const chosen =
    keys.idInstance === '' ? (params.get('instance') ?? instances[0]?.idInstance.toString()) : keys.idInstance
  const facts = instances.find(({ idInstance }) => String(idInstance) === chosen)
  if (facts && keys.idInstance === '')
    setKeys({ ...keys, idInstance: String(facts.idInstance), apiTokenInstance: facts.apiTokenInstance })
  return (
    <Select
      searchable
      label={t('play.instance')}
      nothingFoundMessage={t('list.noMatch')}
      data={instances.map(({ idInstance, name }) => ({ value: String(idInstance), label: `${name} · ${idInstance}` }))}
      filter={({ options }) => options}
      value={chosen ?? null}
      onSearchChange={setSearch}
      onChange={(next) => {
        const picked = instances.find(({ idInstance }) => String(idInstance) === next)
        if (picked)
          setKeys({ ...keys, idInstance: String(picked.idInstance), apiTokenInstance: picked.apiTokenInstance })
      }}
    />
  )
}
