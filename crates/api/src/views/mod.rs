//! The JSON of every response: `catalog` says which form each view has in each dialect.

pub(crate) mod catalog;
mod health;
pub(crate) mod locale;
pub(crate) mod v0_15;
pub(crate) mod v1;

pub(crate) use health::{HealthList, HealthView, VersionView};
