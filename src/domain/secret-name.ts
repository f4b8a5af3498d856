/** Valid names of secrets, in the API and in `$secret("name")`. */
export const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/
