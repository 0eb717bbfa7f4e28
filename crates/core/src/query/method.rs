//! Methods of queries, by their names.

macro_rules! methods {
    ($($variant:ident $name:literal,)*) => {
        /// The method of a query.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Method {
            $($variant,)*
            /// A method of Appwrite's that no list here accepts; holds its name.
            Other(&'static str),
        }

        impl Method {
            /// The method with this name, if there is one.
            pub(super) fn find(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => OTHERS.iter().find(|other| **other == name).map(|other| Self::Other(other)),
                }
            }

            /// The name as callers write it.
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

/// Methods of Appwrite's query language for other things than users (source:
/// docs/reference/appwrite/queries.md#methods).
const OTHERS: [&str; 17] = [
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
    "elemMatch",
];

impl Method {
    /// Whether it looks into a text or a list.
    pub(super) const fn contains(self) -> bool {
        matches!(self, Self::Contains | Self::ContainsAny | Self::ContainsAll | Self::NotContains)
    }

    /// Whether it checks if there is a value.
    pub(super) const fn asks_for_presence(self) -> bool {
        matches!(self, Self::IsNull | Self::IsNotNull | Self::Exists | Self::NotExists)
    }

    /// Whether its values are queries.
    pub(super) const fn is_nested(self) -> bool {
        matches!(self, Self::And | Self::Or)
    }

    /// Whether it decides which entries are in a list, as opposed to their order or the part that is returned.
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

    /// Whether its first argument is not an attribute, in the form of a call.
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
