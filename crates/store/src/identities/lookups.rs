//! Identities that are found by a key instead of a walk: by id, user, email, or account.

use crate::Store;
use crate::identities::item::{IdentityRef, decode_identity};
use crate::table::batch::Consistency;
use crate::table::item::ulid_of;
use crate::table::keys;
use futures_util::future::try_join_all;
use roster_core::{
    Attribute, Email, Filter, Identity, IdentityId, ListIdentities, ProjectId, ProviderUid, Result, SearchTerm, UserId,
};
use std::collections::BTreeMap;

/// What a filter requires that is looked up; each value by itself.
enum Lookup {
    Ids(Vec<IdentityId>),
    Accounts(Vec<ProviderUid>),
    Emails(Vec<Email>),
    Users(Vec<UserId>),
}

impl Lookup {
    /// The narrowest of those that the filter allows; `None` when every identity could match. A value that nothing can have is
    /// left out.
    fn of(filter: &Filter) -> Option<Self> {
        let texts = |attribute| filter.required_texts(attribute);
        if let Some(ids) = texts(Attribute::Id) {
            return Some(Self::Ids(ids.iter().filter_map(|id| IdentityId::parse(id).ok()).collect()));
        }
        if let Some(uids) = texts(Attribute::ProviderUid) {
            return Some(Self::Accounts(uids.iter().filter_map(|uid| ProviderUid::parse(uid).ok()).collect()));
        }
        if let Some(emails) = texts(Attribute::ProviderEmail) {
            return Some(Self::Emails(emails.iter().filter_map(|email| Email::parse(email).ok()).collect()));
        }
        let users = texts(Attribute::UserId)?;
        Some(Self::Users(users.iter().filter_map(|user| UserId::parse(user).ok()).collect()))
    }
}

impl Store {
    /// The identities that can match, of users who exist, if they can be looked up; `None` when the list must be walked. A search
    /// for a whole email, user id, identity id or id at a provider that exists finds nothing else.
    pub(crate) async fn look_up_identities(
        &self,
        project: &ProjectId,
        list: &ListIdentities,
    ) -> Result<Option<Vec<Identity>>> {
        if let Some(term) = &list.search {
            let named = self.identities_named(project, term).await?;
            if !named.is_empty() {
                return Ok(Some(named));
            }
        }
        let Some(lookup) = list.queries.filter.as_ref().and_then(Lookup::of) else { return Ok(None) };
        self.look_up(project, &lookup).await.map(Some)
    }

    async fn look_up(&self, project: &ProjectId, lookup: &Lookup) -> Result<Vec<Identity>> {
        let found = match lookup {
            Lookup::Ids(ids) => {
                let found = try_join_all(ids.iter().map(|id| self.find_identity(project, id))).await?;
                found.into_iter().flatten().collect()
            }
            Lookup::Users(users) => {
                let found = try_join_all(users.iter().map(|user| self.every_identity_of(project, user))).await?;
                found.into_iter().flatten().flatten().collect()
            }
            Lookup::Emails(emails) => {
                let ranges = emails.iter().map(|email| keys::identity_emails(project, email));
                self.identities_at(project, ranges).await?
            }
            Lookup::Accounts(uids) => {
                let ranges = uids.iter().map(|uid| keys::identity_claims(project, uid));
                self.identities_at(project, ranges).await?
            }
        };
        // A value may be named twice.
        let distinct: BTreeMap<String, Identity> =
            found.into_iter().map(|identity| (identity.id.to_string(), identity)).collect();
        Ok(distinct.into_values().collect())
    }

    /// The identities to which claims or lookups by email lead.
    async fn identities_at(
        &self,
        project: &ProjectId,
        ranges: impl Iterator<Item = crate::table::query::Range>,
    ) -> Result<Vec<Identity>> {
        let ranges: Vec<_> = ranges.collect();
        let found = try_join_all(ranges.iter().map(|range| self.query_every(range))).await?;
        let held = found.iter().flatten().map(IdentityRef::from_item).collect::<Result<Vec<_>>>()?;
        let wanted = held.iter().flat_map(|held| [held.key(project), keys::user(project, &held.user)]);
        let mut read = self.read_many(&wanted.collect::<Vec<_>>(), Consistency::Strong).await?;
        let mut identities = Vec::new();
        for held in &held {
            let user = read.get(&keys::user(project, &held.user)).and_then(|user| ulid_of(user, "cid"));
            if user == Some(held.cid) {
                identities.extend(read.remove(&held.key(project)).map(decode_identity).transpose()?);
            }
        }
        Ok(identities)
    }

    /// The identities whose email, user, id, or id at the provider is the whole term.
    async fn identities_named(&self, project: &ProjectId, term: &SearchTerm) -> Result<Vec<Identity>> {
        let text = term.text();
        let lookups = [
            Email::parse(text).ok().map(|email| Lookup::Emails(vec![email])),
            UserId::parse(text).ok().map(|user| Lookup::Users(vec![user])),
            IdentityId::parse(text).ok().map(|id| Lookup::Ids(vec![id])),
            ProviderUid::parse(text).ok().map(|uid| Lookup::Accounts(vec![uid])),
        ];
        let lookups: Vec<_> = lookups.into_iter().flatten().collect();
        let found = try_join_all(lookups.iter().map(|lookup| self.look_up(project, lookup))).await?;
        let found = found.into_iter().flatten().map(|identity| (identity.id.to_string(), identity));
        Ok(found.collect::<BTreeMap<_, _>>().into_values().collect())
    }
}
