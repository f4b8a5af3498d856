/**
 * A body whose chunks are made while the client takes them. `onEnd` is called once, when the body is complete, has
 * failed or is no longer wanted.
 */
export const streamBody = (
  chunks: AsyncGenerator<Uint8Array>,
  onEnd: () => void = () => undefined,
): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        onEnd()
      },
      async cancel() {
        onEnd()
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
