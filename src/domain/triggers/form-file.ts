/** A file in a multipart form. */
export interface FormFile {
  /** As the sender calls it, which may be anything; empty when it has no name. */
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}
