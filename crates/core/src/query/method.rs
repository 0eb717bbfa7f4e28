//! The names of the methods.

macro_rules! methods {
    ($($variant:ident $name:literal,)*) => {
        /// What a query does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Method {
            $($variant,)*
            /// A method of Appwrite that no list of ours takes; by its name.
            Other(&'static str),
        }

        impl Method {
            /// The method of this name, if there is one.
            pub(super) fn find(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => OTHERS.iter().find(|other| **other == name).map(|other| Self::Other(other)),
                }
            }

            /// The name, as callers write it.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }
        }
    };
}

methods! {
    Equal "equal",
    NotEqual "notEqual",
    LessThan "lessThan",
    LessThanEqual "lessThanEqual",
    GreaterThan "greaterThan",
    GreaterThanEqual "greaterThanEqual",
    Contains "contains",
    ContainsAny "containsAny",
    ContainsAll "containsAll",
    NotContains "notContains",
    Search "search",
    NotSearch "notSearch",
    IsNull "isNull",
    IsNotNull "isNotNull",
    Between "between",
    NotBetween "notBetween",
    StartsWith "startsWith",
    NotStartsWith "notStartsWith",
    EndsWith "endsWith",
    NotEndsWith "notEndsWith",
    Exists "exists",
    NotExists "notExists",
    And "and",
    Or "or",
    OrderAsc "orderAsc",
    OrderDesc "orderDesc",
    OrderRandom "orderRandom",
    Limit "limit",
    Offset "offset",
    CursorAfter "cursorAfter",
    CursorBefore "cursorBefore",
}

/// Methods of Appwrite's query language for other things than users (source: docs/reference/appwrite/queries.md#methods).
const OTHERS: [&str; 18] = [
    "select",
    "crosses",
    "notCrosses",
    "distanceEqual",
    "distanceNotEqual",
    "distanceGreaterThan",
    "distanceLessThan",
    "intersects",
    "notIntersects",
    "overlaps",
    "notOverlaps",
    "touches",
    "notTouches",
    "vectorDot",
    "vectorCosine",
    "vectorEuclidean",
    "regex",
    "elemMatch",
];

impl Method {
    /// Whether it looks into a text or a list.
    pub(super) const fn contains(self) -> bool {
        matches!(self, Self::Contains | Self::ContainsAny | Self::ContainsAll | Self::NotContains)
    }

    /// Whether it asks if there is a value at all.
    pub(super) const fn asks_for_presence(self) -> bool {
        matches!(self, Self::IsNull | Self::IsNotNull | Self::Exists | Self::NotExists)
    }

    /// Whether queries are its values.
    pub(super) const fn is_nested(self) -> bool {
        matches!(self, Self::And | Self::Or)
    }

    /// Whether it says which entries are in a list, and not in which order or which part.
    pub(super) const fn is_filter(self) -> bool {
        !matches!(
            self,
            Self::OrderAsc
                | Self::OrderDesc
                | Self::OrderRandom
                | Self::Limit
                | Self::Offset
                | Self::CursorAfter
                | Self::CursorBefore
                | Self::Other(_)
        )
    }

    /// Whether its first argument, in the string form, is no attribute.
    pub(super) const fn has_no_attribute(self) -> bool {
        matches!(
            self,
            Self::Limit
                | Self::Offset
                | Self::CursorAfter
                | Self::CursorBefore
                | Self::And
                | Self::Or
                | Self::OrderRandom
                | Self::Other(_)
        )
    }
}
