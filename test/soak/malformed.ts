// The scenario of malformed requests, five times as long.
process.env['REQUESTS'] = '50000'
await import('../scenarios/malformed.test.ts')
