/** Memory that a worker shares with the main thread, for its current task. */
export interface Controls {
  /** When the worker started the task, in milliseconds since the epoch; 0 until then. */
  readonly startedAt: BigInt64Array<SharedArrayBuffer>
  /** Milliseconds of the processor that the worker had used when it started the task. */
  readonly cpuAtStart: BigInt64Array<SharedArrayBuffer>
  /** Its one element becomes 1 when the task is to stop. */
  readonly cancelled: Int32Array<SharedArrayBuffer>
}

export const createControls = (): Controls => ({
  startedAt: new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)),
  cpuAtStart: new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)),
  cancelled: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
})

export const isCancelled = ({ cancelled }: Controls): boolean => Atomics.load(cancelled, 0) === 1
