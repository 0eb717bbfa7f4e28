// A module that these tests do not use: they have no files to upload.

export default {};
