import {
  Box,
  Button,
  ColorInput,
  FileButton,
  Grid,
  Group,
  Image,
  isLightColor,
  Stack,
  Text,
  TextInput,
  useComputedColorScheme,
} from '@mantine/core'
import { IconPhoto, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../../api.ts'
import { tellDone, tellFailure, useCall, useDo } from '../../queries.ts'
import { Panel, Waiting } from '../../ui/parts.tsx'

type Brand = Reply<'getBrand'>

/** How the one-time link pages of the account look, with a preview that follows each change. */
export function BrandPanel() {
  const { t } = useTranslation()
  const query = useCall('getBrand')
  return (
    <Panel title={t('brand.title')} about={t('brand.about')}>
      {query.data ? <Form kept={query.data} /> : <Waiting query={query} />}
    </Panel>
  )
}

function Form({ kept }: { kept: Brand }) {
  const { t } = useTranslation()
  const [brand, setBrand] = useState(kept)
  const change = (part: Partial<Brand>) => setBrand((now) => ({ ...now, ...part }))
  const save = useDo('changeBrand', () => tellDone(t('settings.saved')))
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack gap="sm">
          <TextInput
            label={t('brand.name')}
            maxLength={100}
            value={brand.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Logo logo={brand.logo} onChange={(logo) => change({ logo })} />
          <Colour label={t('brand.accent')} value={brand.accent} onChange={(accent) => change({ accent })} />
          <Colour
            label={t('brand.background')}
            value={brand.background}
            onChange={(background) => change({ background })}
          />
          <Group justify="flex-end">
            <Button loading={save.isPending} onClick={() => save.mutate(brand)}>
              {t('ui.save')}
            </Button>
          </Group>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Preview brand={brand} />
      </Grid.Col>
    </Grid>
  )
}

/** A colour, or none: the page's own. */
function Colour({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  return (
    <ColorInput
      label={label}
      description={t('brand.own')}
      placeholder="#0a5cff"
      withEyeDropper={false}
      error={value !== '' && !/^#[0-9a-f]{6}$/i.test(value) && t('brand.noColour')}
      value={value}
      onChange={onChange}
    />
  )
}

/** The form's picture as base64; the server has the last word on what it takes. */
function Logo({ logo, onChange }: { logo: string; onChange: (logo: string) => void }) {
  const { t } = useTranslation()
  const take = (file: File | null) => {
    file
      ?.arrayBuffer()
      .then(
        (bytes) => onChange(btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))),
        tellFailure,
      )
  }
  return (
    <div>
      <Text size="sm" fw={500}>
        {t('brand.logo')}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t('brand.logoAbout')}
      </Text>
      <Group gap="xs">
        <FileButton onChange={take} accept="image/png,image/jpeg">
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconPhoto size={14} />}>
              {t('brand.choose')}
            </Button>
          )}
        </FileButton>
        {logo !== '' && (
          <Button size="xs" variant="default" leftSection={<IconTrash size={14} />} onClick={() => onChange('')}>
            {t('brand.noLogo')}
          </Button>
        )}
      </Group>
    </div>
  )
}

/** Text on a colour is black or white as on the page itself (relative luminance, WCAG 2). */
const inkOn = (colour: string) => (isLightColor(colour, 0.179) ? '#000000' : '#ffffff')

const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text)

const OWN = {
  light: { page: '#eef2f0', card: '#ffffff', ink: '#17211d', accent: '#08694a', onAccent: '#ffffff' },
  dark: { page: '#0e1512', card: '#18211d', ink: '#e7efeb', accent: '#62d6a7', onAccent: '#06281b' },
} as const

function Preview({ brand: { name, logo, accent, background } }: { brand: Brand }) {
  const { t } = useTranslation()
  const own = OWN[useComputedColorScheme()]
  const page = isColour(background) ? background : own.page
  const ink = isColour(background) ? inkOn(background) : own.ink
  const button = isColour(accent) ? { bg: accent, c: inkOn(accent) } : { bg: own.accent, c: own.onAccent }
  return (
    <div role="img" aria-label={t('brand.preview')}>
      <Text size="sm" fw={500} mb={6} aria-hidden>
        {t('brand.preview')}
      </Text>
      <Box p="md" bg={page} style={{ borderRadius: 12 }} data-testid="brand-preview">
        <Group gap="sm" mb="md" c={ink}>
          {logo !== '' && (
            <Image
              src={`data:image/${logo.startsWith('/9j/') ? 'jpeg' : 'png'};base64,${logo}`}
              alt=""
              mah={44}
              w="auto"
              maw={150}
              fit="contain"
            />
          )}
          <Text fw={700} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
        </Group>
        <Text fw={700} size="lg" c={ink} mb="sm">
          {t('brand.pageTitle')}
        </Text>
        <Box bg={own.card} p="md" c={own.ink} style={{ borderRadius: 12 }}>
          <Box
            w={110}
            h={110}
            bg="#ffffff"
            mx="auto"
            mb="sm"
            style={{ borderRadius: 8, border: '1px solid #c9d3ce' }}
          />
          <Box bg={button.bg} c={button.c} ta="center" py={8} px="md" style={{ borderRadius: 8 }}>
            <Text size="sm" fw={600}>
              {t('brand.pageButton')}
            </Text>
          </Box>
        </Box>
      </Box>
    </div>
  )
}
