//! Errors as callers of 1.0 and later read them. The match has no wildcard, as in [`crate::answers::texts::v0_15`].

use crate::answers::texts::rules::describe_v1 as describe;
use crate::answers::texts::v0_15::{self, TARGET_IS_OWN, TOO_MANY_TARGETS};
use axum::http::StatusCode;
use roster_core::{EmailFor, Error, Invalid, Role, Scope, WebOrigin};

/// The 1.x dialect: status, type, text (source: docs/reference/appwrite/errors.md#catalog). `host` is the host that the
/// caller called.
pub(crate) fn of(error: &Error, host: &str) -> (StatusCode, &'static str, String) {
    let (status, kind, text) = match error {
        Error::ParamInvalid { reason: Invalid::Query(query), .. } if query.is_unanswerable() => {
            return v0_15::of(error, host);
        }
        Error::ParamInvalid { param, reason } => return invalid(format!("Invalid `{param}` param: {}", describe(*reason))),
        Error::SearchTooBroad => return invalid(
            "Invalid `search` param: The term matches too many users to look through. Use longer words, or more of them."
                .into(),
        ),
        Error::AnswerTooLarge => {
            return invalid("Invalid `queries` param: The answer would be too large to be sent. Ask for fewer at a time with limit.".into());
        }
        Error::HostUnknown(sent, _) => return invalid(format!(
            "Invalid `url` param: Invalid URI. Register your new client ({sent}) as a new Web platform on your project \
             console dashboard"
        )),
        Error::TargetIsOwn => return invalid(TARGET_IS_OWN.replacen("targetId:", "`targetId` param:", 1)),
        Error::TooManyTargets => return invalid(TOO_MANY_TARGETS.replacen("targetId:", "`targetId` param:", 1)),
        Error::ScopeMissing { role, scopes } => {
            return (StatusCode::UNAUTHORIZED, "general_unauthorized_scope", missing(role, scopes, host));
        }
        Error::OriginUnknown(origin) => {
            return (StatusCode::FORBIDDEN, "general_unknown_origin", unknown_origin(origin));
        }
        Error::RouteNotFound => (
            StatusCode::NOT_FOUND,
            "general_route_not_found",
            "Route not found. Please ensure the endpoint is configured correctly and that the API route is valid for this \
             SDK version. Refer to the API docs for more details.",
        ),
        Error::ProjectNotFound => (
            StatusCode::NOT_FOUND,
            "project_not_found",
            "Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to \
             ensure the correct project ID is being used.",
        ),
        Error::ProjectIdMissing => (
            StatusCode::FORBIDDEN,
            "project_id_missing",
            "When using project API key, make sure to pass x-appwrite-project header with your project ID.",
        ),
        Error::KeyExpired => (
            StatusCode::UNAUTHORIZED,
            "project_key_expired",
            "The project key has expired. Please generate a new key using the Appwrite console.",
        ),
        Error::CredentialsInvalid => (
            StatusCode::UNAUTHORIZED,
            "user_invalid_credentials",
            "Invalid credentials. Please check the email and password.",
        ),
        Error::UserBlocked => (StatusCode::FORBIDDEN, "user_blocked", "The current user has been blocked."),
        Error::MoreFactorsRequired => (
            StatusCode::UNAUTHORIZED,
            "user_more_factors_required",
            "More factors are required to complete the sign in process.",
        ),
        Error::TokenInvalid | Error::VerificationInvalid | Error::RecoveryInvalid => {
            (StatusCode::UNAUTHORIZED, "user_invalid_token", "Invalid token passed in the request.")
        }
        Error::EmailMissing => (StatusCode::BAD_REQUEST, "user_email_not_found", "User email could not be found."),
        Error::PhoneMissing => (
            StatusCode::BAD_REQUEST,
            "user_phone_not_found",
            "The current user does not have a phone number associated with their account.",
        ),
        Error::SessionAlreadyExists => (
            StatusCode::UNAUTHORIZED,
            "user_session_already_exists",
            "Creation of a session is prohibited when a session is active.",
        ),
        Error::SessionMissing | Error::SessionNotFound => {
            (StatusCode::NOT_FOUND, "user_session_not_found", "The current user session could not be found.")
        }
        Error::TooManyAttempts(_) => (
            StatusCode::TOO_MANY_REQUESTS,
            "general_rate_limit_exceeded",
            "Rate limit for the current endpoint has been exceeded. Please try again after some time.",
        ),
        Error::UserNotFound => {
            (StatusCode::NOT_FOUND, "user_not_found", "User with the requested ID could not be found.")
        }
        Error::UserAlreadyExists => (
            StatusCode::CONFLICT,
            "user_already_exists",
            "A user with the same id, email, or phone already exists in this project.",
        ),
        Error::EmailAlreadyExists => (
            StatusCode::CONFLICT,
            "user_email_already_exists",
            "A user with the same email already exists in the current project.",
        ),
        Error::TargetNotFound => (StatusCode::NOT_FOUND, "user_target_not_found", "The target could not be found."),
        // The phone of a user is a target, too (source: docs/reference/appwrite/users.md#collisions).
        Error::TargetAlreadyExists | Error::PhoneAlreadyExists => {
            (StatusCode::CONFLICT, "user_target_already_exists", "A target with the same ID already exists.")
        }
        Error::TargetEmailInvalid => {
            (StatusCode::BAD_REQUEST, "general_invalid_email", "Value must be a valid email address.")
        }
        Error::TargetPhoneInvalid => (
            StatusCode::BAD_REQUEST,
            "general_invalid_phone",
            "Value must be a valid phone number. Format this number with a leading '+' and a country code, e.g., \
             +16175551212.",
        ),
        Error::ProviderNotFound => {
            (StatusCode::NOT_FOUND, "provider_not_found", "Provider with the requested ID could not be found.")
        }
        Error::IdentityNotFound => (
            StatusCode::NOT_FOUND,
            "user_identity_not_found",
            "The identity could not be found. Please sign in with OAuth provider to create identity first.",
        ),
        Error::AuthenticatorNotFound => (
            StatusCode::NOT_FOUND,
            "user_authenticator_not_found",
            "Authenticator could not be found on the current user.",
        ),
        Error::ChallengeNotFound => {
            (StatusCode::NOT_FOUND, "user_challenge_not_found", "The challenge could not be found.")
        }
        Error::RecoveryCodesNotFound => (
            StatusCode::NOT_FOUND,
            "user_recovery_codes_not_found",
            "Recovery codes could not be found on the current user.",
        ),
        Error::RecoveryCodesAlreadyExist => (
            StatusCode::CONFLICT,
            "user_recovery_codes_already_exists",
            "The current user already generated recovery codes and they can only be read once for security reasons.",
        ),
        Error::UsageDisabled => (
            StatusCode::NOT_IMPLEMENTED,
            "general_usage_disabled",
            "Usage stats is not configured. Please check the value of the _APP_USAGE_STATS environment variable of your \
             Appwrite server.",
        ),
        Error::EmailDisabled(EmailFor::SignIn) => {
            (StatusCode::SERVICE_UNAVAILABLE, "general_smtp_disabled", "SMTP disabled")
        }
        Error::EmailDisabled(EmailFor::Invitation) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "general_smtp_disabled",
            "SMTP is disabled on your Appwrite instance. You can <a href=\"/docs/email-delivery\">learn more about setting \
             up SMTP</a> in our docs.",
        ),
        Error::TeamNotFound => {
            (StatusCode::NOT_FOUND, "team_not_found", "Team with the requested ID could not be found.")
        }
        Error::TeamAlreadyExists => (
            StatusCode::CONFLICT,
            "team_already_exists",
            "Team with requested ID already exists. Please choose a different ID and try again.",
        ),
        Error::MembershipNotFound => {
            (StatusCode::NOT_FOUND, "team_invite_not_found", "The requested team invitation could not be found.")
        }
        Error::InvitationNotFound => {
            (StatusCode::NOT_FOUND, "membership_not_found", "Membership with the requested ID could not be found.")
        }
        Error::TooManyUsers => (
            StatusCode::BAD_REQUEST,
            "user_count_exceeded",
            "The current project has exceeded the maximum number of users. Please check your user limit in the Appwrite \
             console.",
        ),
        Error::InvitationInvalid => (
            StatusCode::UNAUTHORIZED,
            "team_invalid_secret",
            "The team invitation secret is invalid. Please request a new invitation and try again.",
        ),
        Error::InvitationOfOtherTeam => (
            StatusCode::NOT_FOUND,
            "team_membership_mismatch",
            "The membership ID does not belong to the team ID.",
        ),
        Error::MembershipAlreadyExists | Error::MembershipConfirmed | Error::AlreadyInvited => {
            (StatusCode::CONFLICT, "membership_already_confirmed", "Membership is already confirmed.")
        }
        // The errors that are the same in every dialect.
        Error::ParamMissing(_)
        | Error::BodyMalformed(_)
        | Error::CursorNotFound(_)
        | Error::TeamCursorNotFound(_)
        | Error::MembershipCursorNotFound(_)
        | Error::InviteeMissing
        | Error::InviteeNotFound
        | Error::InviteeMismatch(..)
        | Error::QueriesTooBroad
        | Error::OrderValueMissing(_)
        | Error::EntryCursorNotFound(..)
        | Error::JwtInvalid(_)
        | Error::Unauthorized
        | Error::MethodDisabled(_)
        | Error::SignUpDisabled
        | Error::EmailDomainNotAllowed
        | Error::PasswordRecentlyUsed
        | Error::PasswordPersonal
        | Error::UrlMissing
        | Error::InvitingNotAllowed
        | Error::InvitationMismatch(_)
        | Error::ProviderUnsupported
        | Error::ProviderEmailMissing
        | Error::ProviderEmailNotVerified
        | Error::AccountNotJoined
        | Error::TooManyIdentities
        | Error::PasswordMismatch
        | Error::AuthenticatorVerified
        | Error::CodeInvalid
        | Error::ChallengeRequired
        | Error::EmailNotVerified
        | Error::PhoneNotVerified
        | Error::EmailAlreadyVerified
        | Error::PhoneAlreadyVerified
        | Error::EmailDisabled(EmailFor::Account)
        | Error::TextDisabled
        | Error::SecretKeyMissing
        | Error::KeyNotFound
        | Error::TemplateNotFound
        | Error::AlreadyExists(_)
        | Error::Unavailable(_)
        | Error::Contention
        | Error::Internal(_) => return v0_15::of(error, host),
    };
    (status, kind, text.to_owned())
}

fn invalid(text: String) -> (StatusCode, &'static str, String) {
    (StatusCode::BAD_REQUEST, "general_argument_invalid", text)
}

/// The text for an unknown web origin: it names the platform that the project lacks, or the scheme that no project can
/// list.
fn unknown_origin(origin: &WebOrigin) -> String {
    match origin.platform() {
        Some(platform) => v0_15::unregistered(origin, platform),
        None if origin.scheme().is_empty() => "Invalid Origin.".to_owned(),
        None => format!(
            "Invalid Scheme. The scheme used ({}) in the Origin ({origin}) is not supported. If you are using a custom \
             scheme, please change it to `appwrite-callback-<PROJECT_ID>`",
            origin.scheme()
        ),
    }
}

/// The text of a missing scope: all scopes of which one is needed, as a JSON list.
fn missing(role: &Role, scopes: &[Scope], host: &str) -> String {
    let names: Vec<_> = scopes.iter().map(|scope| format!("\"{}\"", scope.as_str())).collect();
    let scopes = names.join(",");
    match role {
        Role::Guest => format!("User (role: guests) missing scopes ([{scopes}])"),
        Role::Application(project) => {
            format!("app.{project}@service.{host} (role: applications) missing scopes ([{scopes}])")
        }
        Role::Member(email) => format!("{email} (role: users) missing scopes ([{scopes}])"),
    }
}
