import type { Dialect } from '../dialect.ts'

/** How the one-time link pages of an account look. */
export const brand = {
  name: '0018-brand',
  statements: ({ int, blob, clustered }: Dialect): string[] => [
    // colours: #rrggbb or ""; logo_type: media type of the logo
    `create table account_brand (
      account text primary key references account(id), name text not null, accent text not null,
      background text not null, logo_type text not null, logo ${blob}, changed_at ${int} not null
    ) ${clustered}`,
  ],
} as const
