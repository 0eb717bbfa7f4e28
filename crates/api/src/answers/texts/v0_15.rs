//! Errors as callers read them: status, type and text. The match has no wildcard, so that a new error does not compile
//! until it has all three.

use crate::answers::texts::rules::describe;
use axum::http::StatusCode;
use roster_core::{AuthMethod, Email, Error, Invalid, JwtFault, Role, Scope, WebOrigin};

/// The text for targets that are derived from the user, in every dialect.
pub(crate) const TARGET_IS_OWN: &str =
    "Invalid targetId: The target follows from the user's email or phone. Update that instead.";
/// The text for too many targets, in every dialect.
pub(crate) const TOO_MANY_TARGETS: &str =
    "Invalid targetId: The user has as many targets as are kept. Delete one first.";

/// The text for queries that would cost too much, in every dialect.
const QUERIES_TOO_BROAD: &str = "Invalid `queries` param: The queries match too many users to look through or to sort. \
                                 Filter by $id, email, phone, labels or words of the name, or page by cursor in the \
                                 order of creation. An order by name or email of more than 5,000 users is a setting of \
                                 the project: `roster projects update --index name,email`.";

/// The 0.15 dialect: status, type, text (source: docs/reference/appwrite/errors.md#catalog). `host` is the host that
/// the caller called.
pub(crate) fn of(error: &Error, host: &str) -> (StatusCode, &'static str, String) {
    let is = |status, kind, text: &str| (status, kind, text.to_owned());
    let invalid = |text: String| (StatusCode::BAD_REQUEST, "general_argument_invalid", text);
    match error {
        Error::ParamMissing(name) => invalid(format!("Param \"{name}\" is not optional.")),
        Error::ParamInvalid { reason: Invalid::Query(query), .. } if query.is_unanswerable() => {
            (StatusCode::BAD_REQUEST, "general_query_invalid", query.to_string())
        }
        Error::ParamInvalid { param, reason } => invalid(format!("Invalid {param}: {}", describe(*reason))),
        Error::BodyMalformed(why) => invalid(format!("The request body {why}.")),
        Error::SearchTooBroad => invalid(
            "Invalid search: The term matches too many users to look through. Use longer words, or more of them."
                .into(),
        ),
        Error::QueriesTooBroad => invalid(QUERIES_TOO_BROAD.into()),
        Error::OrderValueMissing(attribute) => (
            StatusCode::BAD_REQUEST,
            "database_query_order_null",
            format!(
                "The order attribute '{}' had a null value. Cursor pagination requires all documents order attribute \
                 values are non-null.",
                attribute.name()
            ),
        ),
        Error::EntryCursorNotFound(what, id) => (
            StatusCode::BAD_REQUEST,
            "general_cursor_not_found",
            format!("{what} '{id}' for the 'cursor' value not found."),
        ),
        Error::AnswerTooLarge => {
            invalid("Invalid limit: The answer would be too large to be sent. Ask for fewer users at a time.".into())
        }
        Error::CursorNotFound(id) => (
            StatusCode::BAD_REQUEST,
            "general_cursor_not_found",
            format!("User '{id}' for the 'cursor' value not found."),
        ),
        Error::RouteNotFound => is(StatusCode::NOT_FOUND, "general_route_not_found", "Not Found"),
        Error::ProjectNotFound => is(StatusCode::NOT_FOUND, "project_not_found", "Project not found"),
        Error::ScopeMissing { role, scopes } => {
            (StatusCode::UNAUTHORIZED, "general_unauthorized_scope", missing(role, scopes, host))
        }
        Error::OriginUnknown(origin) => {
            (StatusCode::FORBIDDEN, "general_unknown_origin", unregistered(origin, origin.platform().unwrap_or("Web")))
        }
        Error::MethodDisabled(method) => {
            let text = format!("{} authentication is disabled for this project", name_of(*method));
            (StatusCode::NOT_IMPLEMENTED, "user_auth_method_unsupported", text)
        }
        Error::SignUpDisabled => {
            is(StatusCode::NOT_IMPLEMENTED, "user_auth_method_unsupported", "Sign-up is disabled for this project")
        }
        Error::TooManyUsers => is(
            StatusCode::NOT_IMPLEMENTED,
            "user_count_exceeded",
            "Project registration is restricted. Contact your administrator for more information.",
        ),
        Error::EmailDomainNotAllowed => is(
            StatusCode::UNAUTHORIZED,
            "user_email_not_whitelisted",
            "Registration is restricted to emails of certain domains. Contact your administrator for more information.",
        ),
        Error::PasswordRecentlyUsed => is(
            StatusCode::BAD_REQUEST,
            "password_recently_used",
            "The password you are trying to use is similar to your previous password. For your security, please choose a \
             different password and try again.",
        ),
        Error::PasswordPersonal => is(
            StatusCode::BAD_REQUEST,
            "password_personal_data",
            "The password you are trying to use contains references to your name, email, phone or userID. For your \
             security, please choose a different password and try again.",
        ),
        Error::CredentialsInvalid => is(StatusCode::UNAUTHORIZED, "user_invalid_credentials", "Invalid credentials"),
        Error::UserBlocked => is(StatusCode::UNAUTHORIZED, "user_blocked", "Invalid credentials. User is blocked"),
        Error::JwtInvalid(fault) => {
            (StatusCode::UNAUTHORIZED, "user_jwt_invalid", format!("Failed to verify JWT. {}", why_jwt(*fault)))
        }
        Error::SessionMissing => is(StatusCode::NOT_FOUND, "user_session_not_found", "No valid session found"),
        Error::Unauthorized => is(
            StatusCode::UNAUTHORIZED,
            "user_unauthorized",
            "The current user is not authorized to perform the requested action.",
        ),
        Error::TooManyAttempts(_) => {
            is(StatusCode::TOO_MANY_REQUESTS, "general_rate_limit_exceeded", "Too many requests")
        }
        Error::TeamCursorNotFound(id) => (
            StatusCode::BAD_REQUEST,
            "general_cursor_not_found",
            format!("Team '{id}' for the 'cursor' value not found."),
        ),
        Error::HostUnknown(_, known) => invalid(format!("Invalid url: URL host must be one of: {}", known.join(", "))),
        Error::InvitationInvalid => is(StatusCode::UNAUTHORIZED, "team_invalid_secret", "Secret key not valid"),
        Error::MembershipCursorNotFound(id) => (
            StatusCode::BAD_REQUEST,
            "general_cursor_not_found",
            format!("Membership '{id}' for the 'cursor' value not found."),
        ),
        Error::MembershipNotFound => is(StatusCode::NOT_FOUND, "team_invite_not_found", "Invite not found"),
        Error::InvitationNotFound => is(StatusCode::NOT_FOUND, "membership_not_found", "Membership not found"),
        Error::UrlMissing => invalid("URL is required".into()),
        Error::AlreadyInvited => is(
            StatusCode::CONFLICT,
            "team_invite_already_exists",
            "User has already been invited or is already a member of this team",
        ),
        Error::InvitingNotAllowed => {
            is(StatusCode::UNAUTHORIZED, "user_unauthorized", "User is not allowed to send invitations for this team")
        }
        Error::InvitationMismatch(own) => {
            let own = own.as_ref().map_or("", Email::as_str);
            (
                StatusCode::UNAUTHORIZED,
                "team_invite_mismatch",
                format!("Invite does not belong to current user ({own})"),
            )
        }
        Error::InvitationOfOtherTeam => is(StatusCode::NOT_FOUND, "team_membership_mismatch", "Team IDs don't match"),
        // The type is Appwrite's, too (source: docs/reference/appwrite/teams.md#invitations).
        Error::MembershipConfirmed => is(StatusCode::CONFLICT, "general_unknown", "Membership already confirmed"),
        Error::KeyExpired => is(StatusCode::UNAUTHORIZED, "project_key_expired", "Project key expired"),
        Error::InviteeMissing => invalid("At least one of userId, email, or phone is required".into()),
        Error::InviteeNotFound => is(StatusCode::NOT_FOUND, "user_not_found", "User with given userId doesn't exist."),
        Error::InviteeMismatch(one, other) => {
            (StatusCode::CONFLICT, "user_already_exists", format!("Given {one} and {other} doesn't match"))
        }
        Error::TargetNotFound => is(StatusCode::NOT_FOUND, "user_target_not_found", "Target not found"),
        Error::TargetAlreadyExists => is(StatusCode::CONFLICT, "user_target_already_exists", "Target already exists"),
        Error::TargetIsOwn => invalid(TARGET_IS_OWN.into()),
        Error::TooManyTargets => invalid(TOO_MANY_TARGETS.into()),
        Error::TargetEmailInvalid => {
            is(StatusCode::BAD_REQUEST, "general_invalid_email", "Value must be a valid email address")
        }
        Error::TargetPhoneInvalid => {
            is(StatusCode::BAD_REQUEST, "general_invalid_phone", "Value must be a valid phone number")
        }
        Error::ProviderNotFound => is(StatusCode::NOT_FOUND, "provider_not_found", "Provider not found"),
        Error::ProviderEmailMissing => {
            is(StatusCode::UNAUTHORIZED, "user_unauthorized", "OAuth provider failed to return email.")
        }
        Error::ProviderEmailNotVerified => is(
            StatusCode::BAD_REQUEST,
            "general_bad_request",
            "The provider has not verified the email, which another user has",
        ),
        Error::AccountNotJoined => is(
            StatusCode::CONFLICT,
            "user_already_exists",
            "A user with this email exists. Sign in the way you did before, verify the email, then link the account",
        ),
        Error::TooManyIdentities => {
            is(StatusCode::BAD_REQUEST, "general_bad_request", "The user has the most identities that one may have: 20")
        }
        Error::IdentityNotFound => is(StatusCode::NOT_FOUND, "user_identity_not_found", "Identity not found"),
        Error::AuthenticatorNotFound => {
            is(StatusCode::NOT_FOUND, "user_authenticator_not_found", "Authenticator not found")
        }
        Error::AuthenticatorVerified => is(
            StatusCode::CONFLICT,
            "user_authenticator_already_verified",
            "This authenticator is already verified on the current user.",
        ),
        Error::CodeInvalid => {
            is(StatusCode::UNAUTHORIZED, "user_invalid_token", "Invalid token passed in the request.")
        }
        // Appwrite's text speaks of 5 minutes and means 30 (source: docs/reference/appwrite/mfa.md#for-users).
        Error::ChallengeRequired => is(
            StatusCode::UNAUTHORIZED,
            "user_challenge_required",
            "A recently successful challenge is required to complete this action. A challenge is considered recent for 30 \
             minutes.",
        ),
        Error::EmailNotVerified => is(StatusCode::BAD_REQUEST, "user_email_not_verified", "User email is not verified"),
        Error::PhoneNotVerified => is(StatusCode::BAD_REQUEST, "user_phone_not_verified", "User phone is not verified"),
        Error::ChallengeNotFound => is(StatusCode::NOT_FOUND, "user_challenge_not_found", "Challenge not found"),
        Error::RecoveryCodesNotFound => {
            is(StatusCode::NOT_FOUND, "user_recovery_codes_not_found", "Recovery codes not found")
        }
        Error::RecoveryCodesAlreadyExist => {
            is(StatusCode::CONFLICT, "user_recovery_codes_already_exists", "Recovery codes already exist")
        }
        Error::MoreFactorsRequired => {
            is(StatusCode::UNAUTHORIZED, "user_more_factors_required", "More factors are required to sign in")
        }
        Error::TokenInvalid => is(StatusCode::UNAUTHORIZED, "user_invalid_token", "Invalid login token"),
        Error::VerificationInvalid => is(StatusCode::UNAUTHORIZED, "user_invalid_token", "Invalid verification token"),
        Error::RecoveryInvalid => is(StatusCode::UNAUTHORIZED, "user_invalid_token", "Invalid recovery token"),
        Error::PasswordMismatch => is(StatusCode::BAD_REQUEST, "user_password_mismatch", "Passwords must match"),
        Error::EmailMissing => is(StatusCode::BAD_REQUEST, "user_email_not_found", "User has no email."),
        Error::PhoneMissing => is(StatusCode::BAD_REQUEST, "user_phone_not_found", "User has no phone number."),
        Error::EmailAlreadyVerified => {
            is(StatusCode::CONFLICT, "user_email_already_verified", "User email is already verified")
        }
        Error::PhoneAlreadyVerified => {
            is(StatusCode::CONFLICT, "user_phone_already_verified", "User phone is already verified")
        }
        Error::SessionAlreadyExists => is(
            StatusCode::UNAUTHORIZED,
            "user_session_already_exists",
            "Cannot create an anonymous user when logged in.",
        ),
        Error::EmailDisabled(_) => is(StatusCode::SERVICE_UNAVAILABLE, "general_smtp_disabled", "SMTP Disabled"),
        Error::TextDisabled => {
            is(StatusCode::SERVICE_UNAVAILABLE, "general_phone_disabled", "Phone provider not configured")
        }
        Error::SecretKeyMissing => is(
            StatusCode::SERVICE_UNAVAILABLE,
            "general_unavailable",
            "The deployment has no key for secrets: its operator sets the parameter SecretKey",
        ),
        Error::UsageDisabled => {
            is(StatusCode::NOT_IMPLEMENTED, "general_usage_disabled", "Usage stats are not configured")
        }
        Error::ProviderUnsupported => {
            is(StatusCode::NOT_IMPLEMENTED, "project_provider_unsupported", "Provider is not supported")
        }
        Error::ProjectIdMissing => is(StatusCode::FORBIDDEN, "project_id_missing", "Project ID is missing"),
        Error::KeyNotFound => is(StatusCode::NOT_FOUND, "key_not_found", "Key not found"),
        Error::TemplateNotFound => is(StatusCode::NOT_FOUND, "template_not_found", "Template not found"),
        Error::UserNotFound => is(StatusCode::NOT_FOUND, "user_not_found", "User not found"),
        Error::UserAlreadyExists => is(StatusCode::CONFLICT, "user_already_exists", "Account already exists"),
        Error::EmailAlreadyExists => is(StatusCode::CONFLICT, "user_email_already_exists", "Email already exists"),
        Error::PhoneAlreadyExists => {
            is(StatusCode::CONFLICT, "user_phone_already_exists", "Phone number already exists")
        }
        Error::SessionNotFound => is(StatusCode::NOT_FOUND, "user_session_not_found", "Session not found"),
        Error::TeamNotFound => is(StatusCode::NOT_FOUND, "team_not_found", "Team not found"),
        Error::TeamAlreadyExists => is(StatusCode::CONFLICT, "team_already_exists", "Team already exists"),
        Error::MembershipAlreadyExists => {
            is(StatusCode::CONFLICT, "team_invite_already_exists", "User is already a member of this team")
        }
        Error::AlreadyExists(what) => (StatusCode::CONFLICT, "general_conflict", format!("There is {what} already")),
        Error::Unavailable(_) | Error::Contention => {
            is(StatusCode::SERVICE_UNAVAILABLE, "general_unavailable", "The service is busy. Please try again")
        }
        Error::Internal(_) => is(StatusCode::INTERNAL_SERVER_ERROR, "general_unknown", "Server Error"),
    }
}

/// The method in the text of one that is switched off (source: docs/reference/appwrite/settings.md#methods).
const fn name_of(method: AuthMethod) -> &'static str {
    match method {
        AuthMethod::EmailPassword => "Email / Password",
        AuthMethod::MagicUrl => "Magic URL",
        AuthMethod::EmailOtp => "Email OTP",
        AuthMethod::Phone => "Phone",
        AuthMethod::Anonymous => "Anonymous",
        AuthMethod::Invites => "Invites",
        AuthMethod::Jwt => "JWT",
    }
}

/// The text for a web origin of a platform that the project does not list.
pub(crate) fn unregistered(origin: &WebOrigin, platform: &str) -> String {
    let host = origin.host();
    format!(
        "Invalid Origin. Register your new client ({host}) as a new {platform} platform on your project console dashboard"
    )
}

/// Why a JWT was rejected (source: docs/reference/appwrite/errors.md#jwt-errors).
fn why_jwt(fault: JwtFault) -> &'static str {
    match fault {
        JwtFault::Incomplete => "Invalid token: Incomplete segments",
        JwtFault::NotJson => "JSON failed: Syntax error",
        JwtFault::NoAlgorithm => "Invalid token: Missing header algo",
        JwtFault::UnknownAlgorithm => "Invalid token: Unsupported header algo",
        JwtFault::Signature => "Invalid token: Signature failed",
        JwtFault::Expired => "Invalid token: Expired",
    }
}

fn missing(role: &Role, scopes: &[Scope], host: &str) -> String {
    let scope = scopes.first().map_or("", |scope| scope.as_str());
    match role {
        Role::Guest => format!("User (role: guest) missing scope ({scope})"),
        Role::Application(project) => {
            format!("app.{project}@service.{host} (role: application) missing scope ({scope})")
        }
        Role::Member(email) => format!("{email} (role: member) missing scope ({scope})"),
    }
}
