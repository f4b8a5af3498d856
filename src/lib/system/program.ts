/** How to start this program again. */
export interface Program {
  readonly command: string
  /** Arguments that precede those of the program itself. */
  readonly args: readonly string[]
}
