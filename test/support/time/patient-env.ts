/** Time limits so generous that no slow or busy machine reaches them: those of every test that sets no others. */
export const PATIENT_ENV = {
  CODE_TIMEOUT_MS: '60000',
  EXPRESSION_TIMEOUT_MS: '60000',
  EXECUTE_WAIT_MS: '60000',
  HTTP_NODE_TIMEOUT_MS: '60000',
  SLOW_REQUEST_MS: '60000',
}
