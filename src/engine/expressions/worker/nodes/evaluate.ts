import jsonata from 'jsonata'
import type { AstNode } from '../../ast.ts'
import { setHook } from '../../hooks.ts'

/** A frame of JSONata: the variables that a part of an expression can read. */
export interface Environment {
  readonly base: {
    readonly options?: { readonly sequence?: number }
    createSequence(...items: readonly unknown[]): unknown[]
  }
  bind(name: string, value: unknown): void
  lookup(name: string | symbol): unknown
}

/** The longest array that an expression may build. */
export const maxLengthIn = ({ base }: Environment): number =>
  base.options?.sequence ?? Number.POSITIVE_INFINITY

/** Variables by name, without the `$`. */
export type Variables = Readonly<Record<string, unknown>>

/**
 * Evaluates a part of an expression in a frame, as JSONata does itself. With variables, even without any, it gets a frame
 * of its own; else what it binds can be read by what is evaluated in the same frame afterwards.
 */
export type EvaluateIn = (
  environment: Environment,
  variables?: Variables,
) => (node: AstNode, input: unknown) => Promise<unknown>

/** What JSONata makes of `function(…) { … }`; a call reads all of it before anything else can run. */
interface Lambda {
  input: unknown
  environment: Environment
  arguments: readonly { readonly value: string }[]
  body: AstNode
  apply(self: undefined, given: readonly unknown[]): Promise<unknown>
}

/** The package does not export its evaluator, but any function of an expression calls it. */
export const createEvaluateIn = (): EvaluateIn => {
  const lambda = findLambda()
  return (environment, variables) => {
    const frame = variables ? environment : sameFrame(environment)
    const parameters = Object.keys(variables ?? {}).map((value) => ({ value }))
    const values = Object.values(variables ?? {})
    return (node, input) => {
      Object.assign(lambda, { input, environment: frame, arguments: parameters, body: node })
      return lambda.apply(undefined, values)
    }
  }
}

const findLambda = (): Lambda => {
  let lambda: unknown
  const compiled = jsonata('function() { 0 }')
  setHook(compiled, 'exit', (_node, _input, _environment, value) => {
    lambda = value
  })
  void compiled.evaluate(undefined)
  return lambda as Lambda
}

const ON_NEW_FRAME = Symbol.for('jsonata.__createFrame_push')

/** A call makes a frame inside of the one given. This one makes it read and bind the variables of `environment`. */
const sameFrame = (environment: Environment): Environment => {
  const { bind, lookup } = environment
  const adopt = (_enclosing: Environment, frame: Environment) => Object.assign(frame, { bind, lookup })
  return { ...environment, lookup: (name) => (name === ON_NEW_FRAME ? adopt : lookup(name)) }
}
