/**
 * Whether a key belongs to an input method, as while Hangul is composed: Enter takes its word and Escape drops it.
 * Safari ends composing before the key that ended it is reported, which then has the code 229.
 */
export const isComposing = ({ isComposing: isOpen, keyCode }: KeyboardEvent): boolean =>
  isOpen || keyCode === 229
