//! What is remembered of sign-ins with providers, from their beginning to their end.

use crate::Store;
use crate::table::failure::{failed, malformed};
use crate::table::item::{Item, decode, encode, number_of, ulid_text};
use crate::table::keys;
use aws_sdk_dynamodb::types::ReturnValue;
use futures_util::FutureExt as _;
use roster_core::{
    Linking, OAuthForm, OAuthState, ProjectId, Provider, Result, SecretHash, SessionId, Timestamp, Ulid, UserId,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct StateItem {
    pr: String,
    /// Where the browser goes after a success, and after a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    su: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fa: Option<String>,
    /// Whether it ends with a token.
    fo: bool,
    /// The hash of the cookie of the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    br: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    li: Option<LinkingItem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sc: Vec<String>,
    exp: u64,
}

#[derive(Serialize, Deserialize)]
struct LinkingItem {
    uid: String,
    #[serde(with = "ulid_text")]
    cid: Ulid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
}

impl Store {
    /// Remembers the beginning of a sign-in with a provider, under the hash of its state.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn begin_oauth(&self, project: &ProjectId, state: &SecretHash, begun: &OAuthState) -> Result<()> {
        let linking = begun.linking.as_ref().map(|linking| LinkingItem {
            uid: linking.user.to_string(),
            cid: linking.cid,
            sid: linking.session.as_ref().map(ToString::to_string),
        });
        let attributes = StateItem {
            pr: begun.provider.to_string(),
            su: begun.success.clone(),
            fa: begun.failure.clone(),
            fo: begun.form == OAuthForm::Token,
            br: begun.browser.as_ref().map(|hash| hash.as_str().to_owned()),
            li: linking,
            sc: begun.scopes.clone(),
            exp: begun.expires_at.as_secs(),
        };
        let item = encode(&keys::oauth_state(project, state), &attributes)?;
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
        request.send().boxed().await.map_err(failed("PutItem"))?;
        Ok(())
    }

    /// Takes what a sign-in with a provider has remembered: of several callers, one gets it. `None` when the state is unknown, was
    /// taken before, or has expired. If the answer of the table is lost, nobody gets it, and the sign-in begins again.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn take_oauth_state(
        &self,
        project: &ProjectId,
        state: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<OAuthState>> {
        let key = keys::oauth_state(project, state);
        let request = self.client.delete_item().table_name(&self.table).set_key(Some(key.attributes()));
        let answer = request.return_values(ReturnValue::AllOld).send().boxed().await.map_err(failed("DeleteItem"))?;
        let live = answer.attributes.filter(|item| number_of(item, keys::TTL).is_some_and(|end| end >= now.as_secs()));
        live.map(decode_state).transpose()
    }
}

fn decode_state(item: Item) -> Result<OAuthState> {
    let broken = || malformed("state of a sign-in");
    let stored: StateItem = decode("state of a sign-in", item)?;
    let linking = stored.li.map(|linking| {
        Ok(Linking {
            user: UserId::parse(&linking.uid).map_err(|_| broken())?,
            cid: linking.cid,
            session: linking.sid.map(|id| SessionId::parse(&id).map_err(|_| broken())).transpose()?,
        })
    });
    Ok(OAuthState {
        provider: Provider::parse(&stored.pr).ok_or_else(broken)?,
        success: stored.su,
        failure: stored.fa,
        form: if stored.fo { OAuthForm::Token } else { OAuthForm::Cookie },
        browser: stored.br.map(SecretHash::from_stored),
        linking: linking.transpose()?,
        scopes: stored.sc,
        expires_at: Timestamp::from_secs(stored.exp),
    })
}
