//! An owner of a team invites somebody: the secret of the link goes to their email or phone, and nowhere else.

use crate::memberships::joining::{CreateMembership, INVITATIONS};
use roster_api::{App, AuthedCaller, View, counter_of};
use roster_core::{
    Change, Email, EmailFor, Error, Invitation, Language, Link, MemberField, Membership, MembershipId, Phone, Result,
    SecretHash, Team, TokenSecret, User, UserId,
};
use roster_mail::{MailKind, Mailer, Message, Prepared, Recipient};
use std::time::Duration;

/// How long it is worth trying to send an invitation. The link itself does not expire.
const WORTH_SENDING: Duration = Duration::from_hours(24);

/// Invites a user to a team. That the caller is an owner is checked before a user is created. Invitations to one email or phone are
/// counted, whoever sends them and however they name the user: others would otherwise pay for any number of text messages.
///
/// # Errors
/// [`Error::UrlMissing`], [`Error::HostUnknown`], [`Error::EmailDisabled`], [`Error::TextDisabled`],
/// [`Error::TeamNotFound`], [`Error::InvitingNotAllowed`], [`Error::TooManyAttempts`], and those of the invitee and of the rules of the project.
pub(crate) async fn invite(
    app: &App,
    mailer: &Mailer,
    caller: &AuthedCaller,
    new: CreateMembership,
    locale: &str,
) -> Result<View> {
    let link = new.link.as_ref().ok_or(Error::UrlMissing)?;
    new.ensure_known_link(caller)?;
    if new.invitee.is_phone() {
        mailer.ensure_text()?
    } else {
        mailer.ensure_email(EmailFor::Invitation)?
    }
    caller.ensure_owner(&new.team).await.map_err(as_inviter)?;
    let team = app.store.get_team(caller.project_id(), &new.team).await?;
    let user = find_or_create(app, caller, &new).await?;
    let to = Address::of(&new, &user, mailer)?;
    let change = caller.change()?;
    let secret = TokenSecret::create_link(&app.secret()?);
    let counter = counter_of("teams.memberships.to", to.as_str(), INVITATIONS);
    let (id, ()) =
        tokio::try_join!(membership_id(app, caller, &user, &team, &change), app.count_calls(caller, &counter))?;
    let membership = new.membership_of(id, user.id.clone(), false);
    let link = whole(link, &membership.id, &user.id, &secret, &team, caller.is_v1());
    let message = message(caller, &user, &to, (&team, link), (&change, Language::of_locale(locale)));
    let prepared: Prepared = mailer.prepare(message, change.at, change.at.after(WORTH_SENDING)).await?;
    let invitation = Invitation { membership, secret: secret.hash(), sent_to: to.hash() };
    let invited = app.store.invite(caller.project_id(), &invitation, prepared.entry(), &change).await;
    let invited = invited.map_err(already_invited)?;
    mailer.deliver(&app.store, prepared, Mailer::BOUND).await;
    Ok(View::new_membership(shown(caller, &new, invited)))
}

/// Where the link goes: to the email, or to the phone of a user who was named by it or who has no email.
enum Address {
    Email(Email),
    Phone(Phone),
}

impl Address {
    fn of(new: &CreateMembership, user: &User, mailer: &Mailer) -> Result<Self> {
        match (&user.email, &user.phone) {
            (Some(email), _) if !new.invitee.is_phone() => Ok(Self::Email(email.clone())),
            (_, Some(phone)) => mailer.ensure_text().map(|()| Self::Phone(phone.clone())),
            _ => Err(Error::EmailMissing),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    fn hash(&self) -> SecretHash {
        SecretHash::of(self.as_str())
    }
}

/// The text for a member who is not an owner.
fn as_inviter(error: Error) -> Error {
    match error {
        Error::Unauthorized => Error::InvitingNotAllowed,
        other => other,
    }
}

/// The text for a member who invites somebody that was invited before.
fn already_invited(error: Error) -> Error {
    match error {
        Error::MembershipAlreadyExists => Error::AlreadyInvited,
        other => other,
    }
}

async fn find_or_create(app: &App, caller: &AuthedCaller, new: &CreateMembership) -> Result<User> {
    if let Some(user) = new.invitee.find(app, caller).await? {
        return Ok(user);
    }
    app.ensure_may_be_added(caller, new.invitee.email.as_ref()).await?;
    let change = caller.change()?;
    let id = UserId::generate(change.at, app.random()? as u64);
    match app.store.sign_up(caller.project(), new.invitee.to_new_user(id, &new.name), false, &change).await {
        // Somebody signed up with this email in between.
        Err(Error::UserAlreadyExists) => new.invitee.find(app, caller).await?.ok_or(Error::Contention),
        created => created,
    }
}

/// The id of the membership: that of the open invitation of the user, which the 1.x dialect makes again, or a new one.
async fn membership_id(
    app: &App,
    caller: &AuthedCaller,
    user: &User,
    team: &Team,
    change: &Change,
) -> Result<MembershipId> {
    match app.store.find_own_membership(caller.project_id(), &user.id, &team.id).await? {
        None => Ok(MembershipId::generate(change.at, app.random()? as u64)),
        Some(open) if caller.is_v1() && open.joined_at.is_none() => Ok(open.id),
        Some(_) => Err(Error::AlreadyInvited),
    }
}

/// The link with what its page has to send back (source: docs/reference/appwrite/recovery.md#links).
fn whole(link: &Link, id: &MembershipId, user: &UserId, secret: &TokenSecret, team: &Team, is_v1: bool) -> String {
    let mut parameters = vec![
        ("membershipId", id.as_str()),
        ("userId", user.as_str()),
        ("secret", secret.reveal()),
        ("teamId", team.id.as_str()),
    ];
    if is_v1 {
        parameters.push(("teamName", team.name.as_str()));
    }
    link.with(&parameters)
}

fn message(
    caller: &AuthedCaller,
    user: &User,
    to: &Address,
    (team, link): (&Team, String),
    (change, language): (&Change, Language),
) -> Message {
    let (name, inviter) = (team.name.as_str().to_owned(), caller.signed_in().map(|own| &own.user.name));
    let inviter = inviter.map_or("", |name| name.as_str()).to_owned();
    let (to, kind) = match to {
        Address::Email(email) => {
            let to = Recipient::Email { email: email.clone(), name: user.name.clone() };
            (to, MailKind::Invitation { team: name, inviter, link })
        }
        Address::Phone(phone) => (Recipient::Phone(phone.clone()), MailKind::InvitationText { team: name, link }),
    };
    Message::new(caller.project(), &user.id, change.id, to, kind, language)
}

/// The membership as the inviter sees it: what they have sent, and what the project shows of members. So the answer is the
/// same whether the invited user exists or is created.
fn shown(caller: &AuthedCaller, new: &CreateMembership, membership: Membership) -> Membership {
    let sees = caller.viewer(caller.is_v1()).sees(&membership.user);
    let user_name = if sees.has(MemberField::UserName) { membership.user_name } else { new.invitee.name(&new.name) };
    let fields = MemberField::ALL.into_iter().filter(|field| sees.has(*field) || new.invitee.has(*field));
    Membership { user_name, shown: fields.collect(), ..membership }
}
