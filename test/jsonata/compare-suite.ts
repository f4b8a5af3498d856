import { compareSuite } from '../support/engine/jsonata/compare-jsonata.ts'

// Compares expressions with the package `jsonata`, case by case of a suite: `npm run test:jsonata -- FOLDER`.

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('Give the folder that has `groups` and `datasets`, such as jsonata/test/test-suite.\n')
  process.exitCode = 2
} else {
  const { equal, stated, different } = await compareSuite(folder)
  for (const { name, source, own, plain } of different) {
    process.stdout.write(`${name}: ${source}\n  here:    ${own}\n  jsonata: ${plain}\n`)
  }
  process.stdout.write(
    `${equal} equal, ${stated} differ as the documentation states, ${different.length} differ\n`,
  )
  process.exitCode = different.length > 0 ? 1 : 0
}
