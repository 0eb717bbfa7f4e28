//! Identities: accounts at providers that belong to a user.

use crate::query::{Attribute, Held, Queryable};
use crate::{
    Email, IdentityId, ProjectId, Provider, ProviderUid, Queries, SealedTokens, SearchTerm, Timestamp, Ulid, UserId,
};
use std::fmt;

/// An account at a provider that belongs to a user, with the tokens that the provider gave last.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The id.
    pub id: IdentityId,
    /// The user.
    pub user: UserId,
    /// The incarnation of the user.
    pub cid: Ulid,
    /// The provider.
    pub provider: Provider,
    /// The id of the account there.
    pub uid: ProviderUid,
    /// The email that the provider said last, if it said one.
    pub email: Option<Email>,
    /// Whether the provider had verified the email.
    pub email_verified: bool,
    /// The tokens that the provider gave last.
    pub tokens: SealedTokens,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed: by a sign-in or new tokens.
    pub updated_at: Timestamp,
    /// The change that wrote this version.
    pub version: Ulid,
}

impl Identity {
    /// The most identities of a user: it bounds the work of a deletion.
    pub const MOST: usize = 20;

    /// What the tokens are bound to when they are encrypted.
    #[must_use]
    pub fn context(&self, project: &ProjectId) -> String {
        identity_context(project, (&self.user, self.cid), (self.provider, &self.uid))
    }
}

/// A debug print shows no email, no id at the provider and no token.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut print = f.debug_struct("Identity");
        print.field("id", &self.id).field("user", &self.user).field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// What the tokens of an account at a provider are bound to when they are encrypted for a user: whoever moves them to another
/// item cannot open them there. Ids have no `/`; the id at the provider may, so it is last.
#[must_use]
pub fn identity_context(
    project: &ProjectId,
    (user, cid): (&UserId, Ulid),
    (provider, uid): (Provider, &ProviderUid),
) -> String {
    format!("identity/{project}/{user}/{cid}/{provider}/{}", uid.as_str())
}

impl Queryable for Identity {
    fn held(&self, attribute: Attribute) -> Held<'_> {
        match attribute {
            Attribute::Id => Held::Text(self.id.as_str()),
            Attribute::CreatedAt | Attribute::Sequence => Held::Time(self.created_at),
            Attribute::UpdatedAt => Held::Time(self.updated_at),
            Attribute::UserId => Held::Text(self.user.as_str()),
            Attribute::Provider => Held::Text(self.provider.as_str()),
            Attribute::ProviderUid => Held::Text(self.uid.as_str()),
            Attribute::ProviderEmail => Held::text(self.email.as_ref().map(Email::as_str)),
            Attribute::ProviderAccessTokenExpiry => Held::time(self.tokens.expires_at),
            _ => Held::Null,
        }
    }
}

/// The identities to list.
#[derive(Debug, Clone, Default)]
pub struct ListIdentities {
    /// Filters, orders, limit, offset and cursor.
    pub queries: Queries,
    /// Only the identities that this term finds: by words of the email, the id at the provider, the user id and the provider.
    pub search: Option<SearchTerm>,
    /// Whether to count all identities that match; the total is 0 otherwise.
    pub with_total: bool,
    /// A random number, for the random order.
    pub chance: u64,
}

impl ListIdentities {
    /// Whether an identity is in the list.
    #[must_use]
    pub fn matches(&self, identity: &Identity) -> bool {
        self.search.as_ref().is_none_or(|term| identity.is_found_by(term))
            && self.queries.filter.as_ref().is_none_or(|filter| filter.matches(identity))
    }
}

impl Identity {
    /// Whether a search finds the identity: each word of the term begins a word of the email, the id at the provider, the
    /// user id, the id or the provider.
    #[must_use]
    pub fn is_found_by(&self, term: &SearchTerm) -> bool {
        let email = self.email.as_ref().map_or("", Email::as_str);
        let (id, user, uid) = (self.id.as_str(), self.user.as_str(), self.uid.as_str());
        term.matches_text(&format!("{email} {uid} {user} {id} {}", self.provider))
    }

    /// Whether the term is as a whole the email, the user id, the id, or the id at the provider: a search for one of these finds
    /// nothing else.
    #[must_use]
    pub fn is_named(&self, term: &SearchTerm) -> bool {
        let text = term.text();
        let is_email = Email::parse(text).is_ok_and(|email| self.email == Some(email));
        is_email || [self.id.as_str(), self.user.as_str(), self.uid.as_str()].contains(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity {
            id: IdentityId::parse("i-1").unwrap(),
            user: UserId::parse("ann").unwrap(),
            cid: Ulid::from_parts(1, 2),
            provider: Provider::parse("google").unwrap(),
            uid: ProviderUid::parse("g/7").unwrap(),
            email: Some(Email::parse("ann.lee@example.com").unwrap()),
            email_verified: true,
            tokens: SealedTokens { sealed: b"tok".to_vec(), expires_at: None },
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            version: Ulid::from_parts(1, 3),
        }
    }

    #[test]
    fn a_debug_print_shows_no_email_and_no_token() {
        let print = format!("{:?}", identity());
        assert!(print.contains("i-1") && print.contains("ann") && print.contains("google"), "{print}");
        for hidden in ["example", "g/7", "tok", "116"] {
            assert!(!print.contains(hidden), "{hidden} in {print}");
        }
    }

    #[test]
    fn tokens_are_bound_to_project_user_incarnation_and_account() {
        let context = identity().context(&ProjectId::parse("p").unwrap());
        assert_eq!(context, format!("identity/p/ann/{}/google/g/7", Ulid::from_parts(1, 2)));
    }

    #[test]
    fn a_search_finds_an_identity_by_email_user_provider_and_id_there() {
        let finds = |term: &str| identity().is_found_by(&SearchTerm::parse(term).unwrap());
        for term in ["ann.lee@example.com", "lee", "goo", "g/7", "i-1", "ann goog"] {
            assert!(finds(term), "{term}");
        }
        for term in ["bob", "nn", "google bob", ""] {
            assert!(!finds(term), "{term}");
        }
    }
}
