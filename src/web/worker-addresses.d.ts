/** The address of a bundle made of that file, to start a worker from. */
declare module '*?worker' {
  const address: string
  export default address
}
