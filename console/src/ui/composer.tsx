import { ActionIcon, FileButton, Group, Textarea } from '@mantine/core'
import { IconPaperclip, IconSend } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

interface ComposerProps {
  text: string
  placeholder: string
  onText: (text: string) => void
  onSend: () => void
  onFile: (file: File) => void
  sending: boolean
  uploading: boolean
}

/** Where a message is written: a file stands at its left, Enter sends, Shift with Enter begins a line. */
export function Composer({ text, placeholder, onText, onSend, onFile, sending, uploading }: ComposerProps) {
  const { t } = useTranslation()
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || text.trim() === '') return
    event.preventDefault()
    onSend()
  }
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <FileButton onChange={(file) => file && onFile(file)}>
        {(props) => (
          <ActionIcon {...props} variant="default" size={36} loading={uploading} aria-label={t('chat.attach')}>
            <IconPaperclip size={18} />
          </ActionIcon>
        )}
      </FileButton>
      <Textarea
        flex={1}
        autosize
        minRows={1}
        maxRows={8}
        aria-label={t('chat.text')}
        placeholder={placeholder}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <ActionIcon
        size={36}
        aria-label={t('chat.send')}
        disabled={text.trim() === ''}
        loading={sending}
        onClick={onSend}
      >
        <IconSend size={18} />
      </ActionIcon>
    </Group>
  )
}
