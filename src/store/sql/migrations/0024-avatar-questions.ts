import type { Dialect } from '../dialect.ts'

/** Pictures that getAvatarAsync was asked for and the consumer has not been told of. */
export const avatarQuestions = {
  name: '0024-avatar-questions',
  statements: ({ int, clustered }: Dialect): string[] => [
    `create table avatar_question (
      instance ${int} not null, id text not null, chat_id text not null, at ${int} not null,
      primary key (instance, id)
    ) ${clustered}`,
  ],
} as const
