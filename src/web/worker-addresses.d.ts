/** The address of a bundle made of that file, to start a worker from. */
declare module '*?worker' {
  const address: string
  export default address
}

/** The address of a bundle of that style sheet, which no other has. */
declare module '*?stylesheet' {
  const address: string
  export default address
}
