//! In which encoding a browser gets a file.

/// The encodings in which a build has each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// `gzip`.
    Gzip,
    /// Brotli, `br`.
    Brotli,
}

impl Encoding {
    /// The smallest one that `Accept-Encoding` allows. An encoding with `q=0` is not allowed.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let allows = |wanted: &str| {
            header.split(',').any(|part| {
                let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
                let quality = parameters.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
                name.trim().eq_ignore_ascii_case(wanted) && quality.is_none_or(|q| q > 0.0)
            })
        };
        match () {
            () if allows("br") => Self::Brotli,
            () if allows("gzip") => Self::Gzip,
            () => Self::Identity,
        }
    }

    /// The value of `Content-Encoding`; `None` for a file as it is.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// What a build appends to the name of a file.
    pub(crate) const fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn the_smallest_accepted_encoding_is_chosen() {
        for (header, encoding) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, deflate", Encoding::Gzip),
            ("br;q=0, GZIP;q=0.5", Encoding::Gzip),
            ("gzip; q=0", Encoding::Identity),
            ("identity", Encoding::Identity),
            ("bread, gzipped", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            assert_eq!(Encoding::accepted(header), encoding, "{header}");
        }
    }
}
