import type { Ports } from '../../contract/ports.ts'
import type { Letter } from '../../mail/port.ts'
import type { Locale } from './person.ts'

/** What letters are about; each carries one link, or none. */
export type LetterKind = 'confirm' | 'known' | 'reset' | 'invite' | 'passwordChanged' | 'support' | 'endpointDisabled'

interface Words {
  subject: string
  /** Paragraphs; `{link}` and `{what}` are filled in. */
  text: readonly string[]
}

const LETTERS: Readonly<Record<LetterKind, Readonly<Record<Locale, Words>>>> = {
  confirm: {
    en: {
      subject: 'Confirm your address',
      text: [
        'Somebody, most likely you, registered with this address.',
        'Confirm it here within a day: {link}',
        'If it was not you, ignore this letter.',
      ],
    },
    ru: {
      subject: 'Подтвердите адрес',
      text: [
        'Кто-то, скорее всего вы, зарегистрировался с этим адресом.',
        'Подтвердите его в течение суток: {link}',
        'Если это были не вы, ничего не делайте.',
      ],
    },
  },
  known: {
    en: {
      subject: 'You have an account already',
      text: [
        'Somebody tried to register with this address, which is in use already.',
        'Sign in, or set a new password: {link}',
      ],
    },
    ru: {
      subject: 'У вас уже есть учётная запись',
      text: [
        'Кто-то пытался зарегистрироваться с этим адресом, но он уже используется.',
        'Войдите или задайте новый пароль: {link}',
      ],
    },
  },
  reset: {
    en: {
      subject: 'Set a new password',
      text: ['Set a new password here within an hour: {link}', 'If you did not ask for it, ignore this letter.'],
    },
    ru: {
      subject: 'Новый пароль',
      text: ['Задайте новый пароль в течение часа: {link}', 'Если вы об этом не просили, ничего не делайте.'],
    },
  },
  invite: {
    en: {
      subject: 'You are invited to {what}',
      text: ['You are invited to work in {what}.', 'Accept within a week: {link}'],
    },
    ru: {
      subject: 'Приглашение: {what}',
      text: ['Вас приглашают работать в {what}.', 'Примите приглашение в течение недели: {link}'],
    },
  },
  passwordChanged: {
    en: {
      subject: 'Your password was changed',
      text: [
        'The password of your account was changed and other sessions were ended.',
        'If it was not you, set a new one: {link}',
      ],
    },
    ru: {
      subject: 'Пароль изменён',
      text: [
        'Пароль вашей учётной записи изменён, остальные сеансы завершены.',
        'Если это были не вы, задайте новый: {link}',
      ],
    },
  },
  support: {
    en: {
      subject: 'A message in the support chat: {what}',
      text: ['There are unread messages in the support chat of {what}.', 'Read and answer: {link}'],
    },
    ru: {
      subject: 'Сообщение в чате поддержки: {what}',
      text: ['В чате поддержки {what} есть непрочитанные сообщения.', 'Прочитать и ответить: {link}'],
    },
  },
  endpointDisabled: {
    en: {
      subject: 'A webhook endpoint was disabled: {what}',
      text: [
        'The endpoint {what} has taken nothing for days and was disabled. What waited for it was dropped.',
        'Mend it and enable it again: {link}',
      ],
    },
    ru: {
      subject: 'Точка доставки отключена: {what}',
      text: [
        'Точка {what} несколько дней ничего не принимала и отключена. Ожидавшие события удалены.',
        'Исправьте и включите её снова: {link}',
      ],
    },
  },
}

/** A letter in the language of whom it goes to. `what` names what it is about. */
export function letter(
  kind: LetterKind,
  to: { email: string; locale: Locale },
  { link = '', what = '' }: { link?: string; what?: string },
): Letter {
  const { subject, text } = LETTERS[kind][to.locale]
  // a name must not break out of its line
  const name = what.replaceAll(/\s+/g, ' ').slice(0, 120)
  const fill = (words: string) => words.replaceAll('{what}', () => name).replaceAll('{link}', () => link)
  return { to: to.email, subject: fill(subject), text: `${text.map(fill).join('\n\n')}\n\n-- \nRookery\n` }
}

/** An address of the console; a token stands behind `#`, which browsers send to no server and no log keeps. */
export function consoleLink(
  { policy }: { policy: Pick<Ports['policy'], 'addresses'> },
  page: string,
  token = '',
): string {
  return `${policy.addresses.pageUrl}/console/${page}${token === '' ? '' : `#${token}`}`
}
