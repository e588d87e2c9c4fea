/**
 * From the runner's JSON report of a run with one method replaced: for each claim, whether its scenario failed, as it
 * must, and how. A scenario that did not run proves nothing.
 */
export function judge(report, titles) {
  const results = report.testResults.flatMap((file) => file.assertionResults)
  return titles.map((title) => {
    const found = results.find((result) => result.title === title)
    if (found?.status === 'failed') return { caught: true, text: `${title} (${reason(found)})` }
    return { caught: false, text: `${title} (${found?.status ?? 'not found'})` }
  })
}

const reason = ({ failureMessages }) => (failureMessages[0] ?? '').split('\n')[0].slice(0, 160)
