import {
  Alert,
  Badge,
  CloseButton,
  createTheme,
  MantineProvider,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Router } from 'wouter'
import { nonce } from './nonce.ts'
import { queries } from './queries.ts'
import { Gate } from './gate.tsx'

const LAGOON: MantineColorsTuple = [
  '#e5f6f9',
  '#d3ebf0',
  '#a8d6e0',
  '#7ac0d0',
  '#55aec2',
  '#3da3ba',
  '#1f8ba3',
  '#0f7388',
  '#0b6274',
  '#054f5f',
]

/** The library's own, but for its darkest: white on it has a contrast of more than 4.5. */
const ORANGE: MantineColorsTuple = [
  '#fff4e6',
  '#ffe8cc',
  '#ffd8a8',
  '#ffc078',
  '#ffa94d',
  '#ff922b',
  '#fd7e14',
  '#f76707',
  '#e8590c',
  '#b93f0b',
]

/** The look of everything; `close` is what buttons say that close a dialog. */
const themeOf = (close: string) =>
  createTheme({
    primaryColor: 'lagoon',
    primaryShade: { light: 8, dark: 7 },
    colors: { lagoon: LAGOON, orange: ORANGE },
    defaultRadius: 'md',
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    headings: { fontWeight: '650' },
    cursorType: 'pointer',
    components: {
      // the text of a light one has too little contrast on the strong shades that alerts take
      Alert: Alert.extend({ defaultProps: { variant: 'filled' } }),
      // a word that is cut short says nothing
      Badge: Badge.extend({ defaultProps: { miw: 'max-content' } }),
      CloseButton: CloseButton.extend({ defaultProps: { ...{ 'aria-label': close } } }),
    },
  })

/** Quiet text is still easy to read: a contrast of more than 4.5 on every ground that it stands on. */
const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#56616a', '--mantine-color-placeholder': '#66707a' },
  dark: { '--mantine-color-dimmed': '#a9b2b9', '--mantine-color-placeholder': '#949da4' },
})

/** The console: everything that its screens stand on. */
export function App() {
  const { t } = useTranslation()
  const close = t('ui.close')
  const theme = useMemo(() => themeOf(close), [close])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readable} defaultColorScheme="auto" getStyleNonce={nonce}>
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Notifications position="bottom-left" />
          <Router base="/console">
            <Gate />
          </Router>
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
