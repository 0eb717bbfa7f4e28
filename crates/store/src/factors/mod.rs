//! Second factors of users: authenticators, challenges and recovery codes. Each has an item of its own, because the user's item is
//! in the index and is read with every list.

pub(crate) mod authenticators;
pub(crate) mod challenges;
pub(crate) mod own;
pub(crate) mod passing;
pub(crate) mod recovery_codes;
pub(crate) mod session_factors;
