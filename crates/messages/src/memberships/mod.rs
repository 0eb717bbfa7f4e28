//! Getting into a team: being added by a server, being invited by an owner, and accepting the invitation.

pub(crate) mod accepting;
mod invitee;
mod inviting;
pub(crate) mod joining;
