//! The requested part of a log: two parameters in 0.15, queries from 1.0 on.

use crate::params::extract::{FromParams, Params, WithTotal};
use crate::params::queries;
use crate::params::rules::number;
use roster_core::{Limit, Offset, Result};

/// A part of a log.
pub struct LogPart {
    /// The number of entries.
    pub limit: Limit,
    /// The number of newer entries to skip.
    pub offset: Offset,
    /// Whether to count all entries.
    pub with_total: bool,
}

impl FromParams for LogPart {
    fn from_params(params: &Params) -> Result<Self> {
        if params.is_v1() {
            let queries = params.optional("queries", queries::logs)?.unwrap_or_default();
            queries.ensure_near()?;
            let WithTotal(with_total) = WithTotal::from_params(params)?;
            let (limit, offset) = (queries.limit.unwrap_or_default(), queries.offset.unwrap_or_default());
            return Ok(Self { limit, offset, with_total });
        }
        Ok(Self {
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            with_total: true,
        })
    }
}
