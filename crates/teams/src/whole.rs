//! Lists that are read whole, because filters or orders are asked for.

use roster_core::{Error, Limit, Listing, Result};

/// The entries of a list that was read with the longest page, if they are all.
///
/// # Errors
/// [`Error::QueriesTooBroad`] when there may be more.
pub(crate) fn ensure_all<T>(listing: Listing<T>) -> Result<Vec<T>> {
    let fits = listing.items.len() < Limit::whole().get();
    if fits { Ok(listing.items) } else { Err(Error::QueriesTooBroad) }
}
