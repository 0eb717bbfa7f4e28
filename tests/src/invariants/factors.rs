//! The invariants of second factors.

use super::{Life, Table};
use crate::snapshot::Row;
use std::collections::BTreeSet;

impl Table<'_> {
    /// Every factor belongs to the user whose incarnation its key names, challenges expire, and the user's item says whether there
    /// is a verified authenticator.
    pub(super) fn check_factors(&mut self) {
        let mut broken = Vec::new();
        let mut verified: BTreeSet<Life> = BTreeSet::new();
        for row in self.of_kind("U#").filter(|row| row.sk().starts_with("F#")) {
            let [_, project, user] = row.parts().unwrap_or_default();
            let life = (project.to_owned(), user.to_owned(), row.text("uc").to_owned());
            if !is_sound(row, &life.2) {
                broken.push(format!("a factor {} {} is not what its key says", row.pk(), row.sk()));
            }
            if row.sk().ends_with("#totp") && row.is_true("ok") {
                verified.insert(life);
            }
        }
        for (life, user) in self.owners.iter().filter_map(|(life, owner)| owner.user.as_ref().map(|user| (life, user)))
        {
            if user.totp != verified.contains(life) {
                broken.push(format!("user {life:?} does not say whether there is a verified authenticator"));
            }
        }
        self.broken.append(&mut broken);
    }
}

fn is_sound(row: &Row, cid: &str) -> bool {
    let name = row.sk().strip_prefix("F#").and_then(|name| name.strip_prefix(cid)).unwrap_or_default();
    match name {
        "#codes" => !row.list("codes").is_empty(),
        "#totp" => row.has("s") && !row.text("v").is_empty(),
        "#passwords" => !row.list("h").is_empty(),
        _ => name.strip_prefix("#c#").is_some_and(|id| id == row.text("id") && row.has("exp")),
    }
}
