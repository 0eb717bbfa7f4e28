//! The schemes of `--hash`.

use crate::users::formats::hash::{known, named};
use crate::users::source::SourcePassword;
use clap::ValueEnum;
