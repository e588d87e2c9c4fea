/**
 * Counts of a run from the runner's JSON report and exit code. A file that did not load, a test that did not run and
 * an error outside every test count as failed: nothing is skipped in silence. `why` names what failed, a line each, for
 * who sees only the end of a log.
 */
export function tally(report, exitCode) {
  const why = []
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  for (const file of unloaded) why.push(`did not load: ${file.name}`)
  for (const file of report.testResults)
    for (const { status, fullName, failureMessages = [] } of file.assertionResults)
      if (status === 'failed')
        why.push(`failed: ${file.name}: ${fullName}: ${failureMessages[0]?.split('\n')[0] ?? 'nothing was said'}`)
  const idle = report.numPendingTests + (report.numTodoTests ?? 0)
  if (idle > 0) why.push(`${idle} tests did not run`)
  let failed = report.numFailedTests + unloaded.length + idle
  if (report.numTotalTests === 0) why.push('no test was found')
  if (failed === 0 && (exitCode !== 0 || report.numTotalTests === 0)) {
    failed = 1
    if (exitCode !== 0) why.push(`the runner ended with ${exitCode} although no test failed`)
  }
  return { passed: report.numPassedTests, failed, why }
}
