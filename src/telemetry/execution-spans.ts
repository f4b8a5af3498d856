import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions'
import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { ExecutionObserver } from '../engine/observer.ts'
import type { ExecutionRecord, NodeRecord } from '../engine/records.ts'
import { compositeOf, stepKey } from '../engine/step-key.ts'
import { childContext, contextOf, headersOf } from './propagation.ts'

interface OpenExecution {
  readonly span: Span
  /** By step key. */
  readonly nodes: Map<string, Span>
}

/**
 * A span for each execution, as a child of the request that started it (with a link, too, to a delivery), and one for each node, as a child of its
 * execution, or of the node whose loop body or called script it is part of.
 */
export class ExecutionSpans implements ExecutionObserver {
  readonly #tracer: Tracer
  readonly #open = new Map<ExecutionRecord, OpenExecution>()

  constructor(tracer: Tracer) {
    this.#tracer = tracer
  }

  executionStarted(execution: ExecutionRecord, parent?: TraceHeaders) {
    const { id, script_id, attempts, batch_id, retry_of, trigger } = execution
    const attributes = {
      'scriptd.execution.id': id,
      'scriptd.execution.attempts': attempts,
      'scriptd.execution.batch_id': batch_id ?? undefined,
      'scriptd.execution.retry_of': retry_of ?? undefined,
      'scriptd.script.id': script_id ?? undefined,
      'scriptd.trigger.kind': trigger.kind,
      'scriptd.trigger.id': trigger.id ?? undefined,
      'scriptd.trigger.scheduled_at': trigger.scheduled_at ?? undefined,
      'scriptd.trigger.delivery_id': trigger.delivery_id,
    }
    const name = script_id === null ? 'execute nodes' : 'execute script'
    const context = contextOf(parent)
    const delivery = trigger.kind === 'webhook' && trace.getSpanContext(context)
    const links = delivery ? [{ context: delivery }] : []
    const span = this.#tracer.startSpan(name, { attributes, links }, context)
    this.#open.set(execution, { span, nodes: new Map() })
  }

  executionEnded(execution: ExecutionRecord) {
    const open = this.#open.get(execution)
    this.#open.delete(execution)
    if (!open) return
    for (const span of open.nodes.values()) span.end()
    const { status, error } = execution
    open.span.setAttribute('scriptd.execution.status', status)
    setError(open.span, error?.code)
    open.span.end()
  }

  executionSuspended(execution: ExecutionRecord) {
    this.executionEnded(execution)
  }

  nodeStarted(execution: ExecutionRecord, { path, node_id, type }: NodeRecord) {
    const open = this.#open.get(execution)
    if (!open) return
    const attributes = {
      'scriptd.node.id': node_id,
      'scriptd.node.type': type,
      'scriptd.node.path': path || undefined,
    }
    const kind = type === 'http_request' ? SpanKind.CLIENT : SpanKind.INTERNAL
    const span = this.#tracer.startSpan(type, { kind, attributes }, parentContext(open, path))
    open.nodes.set(stepKey(path, node_id), span)
  }

  nodeEnded(execution: ExecutionRecord, { path, node_id, status, attempts, error }: NodeRecord) {
    const nodes = this.#open.get(execution)?.nodes
    const key = stepKey(path, node_id)
    const span = nodes?.get(key)
    if (!span) return
    nodes?.delete(key)
    span.setAttributes({ 'scriptd.node.status': status, 'scriptd.node.attempts': attempts })
    setError(span, error?.code)
    span.end()
  }

  traceHeaders(execution: ExecutionRecord, { path, node_id }: NodeRecord): TraceHeaders | undefined {
    const span = this.#open.get(execution)?.nodes.get(stepKey(path, node_id))
    return span && headersOf(span)
  }
}

/** `orders[3]`, a run of a loop body or of a called script, is a child of the node `orders`. */
const parentContext = ({ span, nodes }: OpenExecution, path: string): Context =>
  childContext(nodes.get(compositeOf(path)) ?? span)

// Only the code: a message may contain the node's data.
const setError = (span: Span, code: string | undefined) => {
  if (code === undefined) return
  span.setAttribute(ATTR_ERROR_TYPE, code)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
