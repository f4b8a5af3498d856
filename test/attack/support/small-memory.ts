/** Loaded into the attacked server before its own code: it takes itself to be in a container with 512 MB, whatever the machine has. */
const BYTES = 512 * 1024 * 1024

process.constrainedMemory = () => BYTES
