/** A PostgreSQL server on which databases can be made; `stop` ends it when it was started for this call. */
export function ensurePostgres(): Promise<{ url: string; stop: () => Promise<void> }>
