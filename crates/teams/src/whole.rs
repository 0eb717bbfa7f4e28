//! Lists that are read whole, because filters or orders are asked for.

use roster_core::{Error, Limit, Listing, Result};

/// The entries of a list that was read with the longest page, if they are all.
///
/// # Errors
/// [`Error::QueriesTooBroad`] when there may be more.
pub(crate) fn ensure_all<T>(listing: Listing<T>) -> Result<Vec<T>> {
    // By the total: of those who were read some may be gone, and are not shown.
    let fits = listing.total < Limit::whole().get() as u64;
    if fits { Ok(listing.items) } else { Err(Error::QueriesTooBroad) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_whole_when_its_total_is_below_the_longest_page() {
        let listing = |total, items| Listing { total, items: vec![(); items] };
        assert_eq!(ensure_all(listing(4_999, 4_998)).unwrap().len(), 4_998);
        assert!(matches!(ensure_all(listing(5_000, 4_999)), Err(Error::QueriesTooBroad)));
    }
}
