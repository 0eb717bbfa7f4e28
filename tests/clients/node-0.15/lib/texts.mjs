// The messages of the 0.15 dialect for invalid values.

const SPECIAL = "Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char";

export const CUSTOM_ID = `Parameter must contain at most 36 chars. ${SPECIAL}`;
export const UID = 'UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. '
  + "Can't start with a leading underscore";
export const EMAIL = 'Value must be a valid email address';
export const PASSWORD_SHORT = 'Password must be at least 8 characters';
export const PASSWORD_LONG = 'Password must be between 8 and 256 characters long.';
export const PHONE = "Phone number must start with a '+' can have a maximum of fifteen digits.";
export const ROLES = `Value must a valid array and ${CUSTOM_ID}`;
export const URL = 'Value must be a valid URL';
export const BOOLEAN = 'Value must be a valid boolean';
export const OBJECT = 'Value must be a valid object.';
export const text = (longest) => `Value must be a valid string and no longer than ${longest} chars`;
export const range = (from, to) => `Value must be a valid range between ${from} and ${to}`;
export const oneOf = (...words) => `Value must be one of (${words.join(', ')})`;
