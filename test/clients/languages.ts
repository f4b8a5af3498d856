/** A generator of clients: what it needs, and the commands that generate, build and start one. */
export interface Language {
  readonly name: string
  /** Programs of the machine without which it cannot be tried; npm and Node are always there. */
  readonly needs: readonly string[]
  /** The program in `programs/` that does the main job, and where it stands beside the generated client. */
  readonly program: readonly [name: string, target: string]
  /** Run one after the other in a folder that holds `openapi.json` and the program. */
  readonly build: readonly (readonly string[])[]
  /** Starts the program; the address of the server is added to it. */
  readonly start: readonly string[]
}

const NPM_PACKAGES = ['@hey-api/openapi-ts@0.99.0', 'typescript@6.0.3', 'tsx@4', '@types/node@26']

const OPENAPI_GENERATOR = '7.25.0'
const MAVEN = ['mvn', '--quiet', '--batch-mode']
const MAVEN_DEPENDENCY = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0'

export const languages: readonly Language[] = [
  {
    name: 'TypeScript (@hey-api/openapi-ts)',
    needs: [],
    program: ['main.ts', 'main.ts'],
    build: [
      ['npm', 'init', '--yes', '--init-type=module'],
      ['npm', 'install', '--no-audit', '--no-fund', ...NPM_PACKAGES],
      [process.execPath, 'node_modules/@hey-api/openapi-ts/bin/run.js', '-i', 'openapi.json', '-o', 'client'],
      [
        ...[
          process.execPath,
          'node_modules/typescript/bin/tsc',
          '--noEmit',
          '--strict',
          '--target',
          'esnext',
        ],
        ...['--module', 'preserve', '--types', 'node', '--allowImportingTsExtensions', 'main.ts'],
      ],
    ],
    start: [process.execPath, 'node_modules/tsx/dist/cli.mjs', 'main.ts'],
  },
  {
    name: 'Python (openapi-python-client)',
    needs: ['python3'],
    program: ['main.py', 'main.py'],
    build: [
      ['python3', '-m', 'venv', 'venv'],
      ['venv/bin/pip', 'install', '--quiet', 'openapi-python-client==0.29.1'],
      [
        ...['venv/bin/openapi-python-client', 'generate', '--path', 'openapi.json'],
        ...['--meta', 'none', '--output-path', 'scriptd_client'],
      ],
    ],
    start: ['venv/bin/python', 'main.py'],
  },
  {
    name: 'Go (oapi-codegen)',
    needs: ['go'],
    program: ['main.go', 'main.go'],
    build: [
      ['go', 'mod', 'init', 'clients'],
      ['mkdir', 'api'],
      [
        ...['go', 'run', 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2'],
        ...['-generate', 'types,client', '-package', 'api', '-o', 'api/api.go', 'openapi.json'],
      ],
      ['go', 'mod', 'tidy'],
      ['go', 'vet', './...'],
      ['go', 'build', '-o', 'main', '.'],
    ],
    start: ['./main'],
  },
  {
    name: 'Java (openapi-generator)',
    needs: ['java', 'mvn'],
    program: ['Main.java', 'java/src/main/java/Main.java'],
    build: [
      [
        ...[...MAVEN, `${MAVEN_DEPENDENCY}:copy`, '-DoutputDirectory=.', '-Dmdep.stripVersion=true'],
        `-Dartifact=org.openapitools:openapi-generator-cli:${OPENAPI_GENERATOR}`,
      ],
      [
        ...['java', '-jar', 'openapi-generator-cli.jar', 'generate', '-i', 'openapi.json'],
        ...['-g', 'java', '--library', 'native', '-o', 'java'],
      ],
      [
        ...[...MAVEN, '-f', 'java/pom.xml', '-Dmaven.compiler.source=17', '-Dmaven.compiler.target=17'],
        ...['compile', `${MAVEN_DEPENDENCY}:copy-dependencies`],
      ],
    ],
    start: ['java', '-cp', 'java/target/classes:java/target/dependency/*', 'Main'],
  },
]
