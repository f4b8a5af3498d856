/** How this program is started once more. */
export interface Program {
  readonly command: string
  /** What stands before the arguments of the program itself. */
  readonly args: readonly string[]
}
