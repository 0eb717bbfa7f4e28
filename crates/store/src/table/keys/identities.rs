//! Keys of identities, of what finds them, and of sign-ins with providers.

use super::{Key, prefix, user_partition};
use crate::table::query::Range;
use roster_core::{Email, IdentityId, ProjectId, Provider, ProviderUid, SecretHash, Ulid, UserId};

/// Index partitions over which the identities of a project are spread.
pub(crate) const IDENTITY_LISTS: u8 = 4;

/// An identity. The key contains the incarnation, so that a new user with the id never finds an identity of the former user.
pub(crate) fn identity(project: &ProjectId, user: &UserId, cid: Ulid, identity: &IdentityId) -> Key {
    Key::new(user_partition(project, user), format!("{}{cid}#{identity}", prefix::IDENTITY))
}

/// All identities of one incarnation of a user, oldest first.
pub(crate) fn identities_of(project: &ProjectId, user: &UserId, cid: Ulid) -> Range {
    Range::of(user_partition(project, user)).beginning(format!("{}{cid}#", prefix::IDENTITY))
}

/// The claim on an account at a provider. The id there may be any text and is therefore the last part; all accounts with one id are
/// in one partition, so that a search finds them without the provider.
pub(crate) fn identity_claim(project: &ProjectId, provider: Provider, uid: &ProviderUid) -> Key {
    Key::new(identity_claim_partition(project, uid), provider.as_str())
}

/// The claims on all accounts with this id, at whatever provider.
pub(crate) fn identity_claims(project: &ProjectId, uid: &ProviderUid) -> Range {
    Range::of(identity_claim_partition(project, uid))
}

fn identity_claim_partition(project: &ProjectId, uid: &ProviderUid) -> String {
    format!("I#{project}#{}", uid.as_str())
}

/// What finds an identity by its email.
pub(crate) fn identity_email(project: &ProjectId, email: &Email, identity: &IdentityId) -> Key {
    Key::new(identity_email_partition(project, email), identity.as_str())
}

/// What finds all identities with an email.
pub(crate) fn identity_emails(project: &ProjectId, email: &Email) -> Range {
    Range::of(identity_email_partition(project, email))
}

fn identity_email_partition(project: &ProjectId, email: &Email) -> String {
    format!("IE#{project}#{}", email.as_str())
}

/// Index partition of the identities of a project, by number. The sort key is the id, which sorts by creation.
pub(crate) fn identity_list(project: &ProjectId, number: u8) -> String {
    format!("IL#{project}#{number}")
}

/// The index partition of an identity: the last digit of its id is random.
pub(crate) fn identity_list_of(project: &ProjectId, identity: &IdentityId) -> String {
    let last = identity.as_str().bytes().last().unwrap_or_default();
    identity_list(project, last % IDENTITY_LISTS)
}

/// What is remembered of a sign-in with a provider, under the hash of its state.
pub(crate) fn oauth_state(project: &ProjectId, state: &SecretHash) -> Key {
    Key::new(format!("H#{project}#{}", state.as_str()), "H")
}

/// A provider as a project has configured it.
pub(crate) fn provider(project: &ProjectId, provider: Provider) -> Key {
    Key::new(format!("P#{project}"), format!("{}{provider}", prefix::PROVIDER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::Timestamp;

    #[test]
    fn an_identity_sorts_before_its_user_and_is_in_one_of_four_lists() {
        let (project, user) = (ProjectId::parse("p").unwrap(), UserId::parse("u").unwrap());
        let id = IdentityId::generate(Timestamp::from_millis(1_000), 0xb_0000_0000);
        let key = identity(&project, &user, Ulid::from_parts(1, 2), &id);
        assert!(key.sk.as_str() < prefix::USER && key.pk == "U#p#u", "{key:?}");
        let mut used = std::collections::BTreeSet::new();
        for random in 0..16_u64 {
            used.insert(identity_list_of(&project, &IdentityId::generate(Timestamp::default(), random << 32)));
        }
        assert_eq!(used, (0..4).map(|number| identity_list(&project, number)).collect());
    }

    #[test]
    fn an_id_at_a_provider_cannot_reach_into_another_key() {
        let project = ProjectId::parse("p").unwrap();
        let key = identity_claim(&project, Provider::parse("oidc").unwrap(), &ProviderUid::parse("a#google").unwrap());
        assert_eq!((key.pk.as_str(), key.sk.as_str()), ("I#p#a#google", "oidc"));
    }
}
