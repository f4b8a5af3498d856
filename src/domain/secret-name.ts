/** What a secret may be named, also where a script writes `$secret("name")`. */
export const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/
