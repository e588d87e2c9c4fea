import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './style.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { nonce } from './nonce.ts'
import { startWords } from './i18n/words.ts'

// react-remove-scroll, below dialogs, reads it when it adds its style element
Object.assign(globalThis, { __webpack_nonce__: nonce() })

const root = document.getElementById('root')
if (!root) throw new Error('the page has no root')
await startWords()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
