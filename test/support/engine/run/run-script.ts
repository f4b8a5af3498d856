import type { CodeSandbox, SandboxScript } from '../../../../src/engine/ports.ts'

const never = new AbortController().signal

/** Runs code with an empty scope, or parts of one. */
export const runScript = (
  sandbox: CodeSandbox,
  code: string,
  scope: Partial<SandboxScript> = {},
): Promise<unknown> => {
  const execution = { id: 'ex_1', script_id: 1 }
  return sandbox.run({ code, input: null, nodes: {}, params: null, execution, ...scope }, never)
}
