//! Response bodies: a view or an error becomes JSON in the dialect of the caller, compressed where the caller accepts
//! it.

pub(crate) mod dialect;
pub(crate) mod encoding;
pub(crate) mod page;
pub(crate) mod redirect;
pub(crate) mod render;
pub(crate) mod texts;
pub(crate) mod view;
