//! The steps of a sequence. All steps are chosen before the first call, so that a step stays the same when others are
//! removed.

use roster_tests::random::Random;

pub const IDS: [&str; 6] = ["u0", "ann", "lee.1", "Bob", "x_y", "u01"];
pub const EMAILS: [&str; 6] = [
    "a@example.com",
    "ann.lee@example.com",
    "bob@example.org",
    "ANN@Example.com",
    "lee-major@mail.example.net",
    "no email",
];
pub const PHONES: [&str; 4] = ["+4930111", "+4930112", "+15550100", "4930"];
pub const NAMES: [&str; 6] = ["Ann Lee", "Bob Ray", "ann ray", "Lee Major", "O'Neil Ann", ""];
pub const PASSWORDS: [&str; 3] = ["correct horse", "battery staple", "short"];
pub const PREFS: [&str; 4] = ["{}", r#"{"theme":"dark"}"#, r#"{"a":{},"b":[1.0,null]}"#, "[1]"];
pub const LABELS: [&[&str]; 5] = [&[], &["vip"], &["vip", "beta", "vip"], &["Beta"], &["no label"]];
pub const TARGETS: [&str; 3] = ["t0", "t1", "t2"];
pub const IDENTIFIERS: [(&str, &str); 6] = [
    ("email", "second@example.com"),
    ("email", "a@example.com"),
    ("sms", "+4930999"),
    ("sms", "+4930111"),
    ("push", "a device"),
    ("email", "no email"),
];
/// The ids of accounts at the provider.
pub const ACCOUNTS: [&str; 4] = ["sub-1", "sub-2", "sub-3", "sub-4"];
pub const TERMS: [&str; 18] = [
    "ann",
    "LEE",
    "le",
    "ann lee",
    "lee ann ray",
    "a",
    "example",
    "example.com",
    "com",
    "u0",
    "493",
    "4930111",
    "+4930111",
    "ann@example.com",
    "a@example.com",
    "lee.1",
    "zzz",
    "o neil",
];

/// An index in one of the lists above, or in the list of sessions.
pub type Index = usize;

/// One call of one project, in one dialect.
#[derive(Debug, Clone)]
pub struct Step {
    pub project: usize,
    pub is_v1: bool,
    pub call: Call,
}

#[derive(Debug, Clone)]
pub enum Call {
    Create {
        id: Index,
        email: Option<Index>,
        phone: Option<Index>,
        name: Index,
        password: Option<Index>,
    },
    Get(Index),
    Delete(Index),
    /// `None` is the empty text.
    SetEmail(Index, Option<Index>),
    SetPhone(Index, Option<Index>),
    SetName(Index, Index),
    SetPassword(Index, Option<Index>),
    SetStatus(Index, bool),
    VerifyEmail(Index, bool),
    VerifyPhone(Index, bool),
    SetMfa(Index, bool),
    SetImpersonator(Index, bool),
    SetLabels(Index, Index),
    GetPrefs(Index),
    SetPrefs(Index, Index),
    Begin(Index),
    SignIn {
        email: Index,
        password: Index,
    },
    SignInAtProvider {
        account: Index,
        email: Option<Index>,
        is_verified: bool,
        name: Index,
    },
    /// Those of all users.
    Identities,
    /// Any identity that is linked, or an unknown one.
    Unlink(Index),
    Sessions(Index),
    /// Any session of the project, deleted ones included.
    End(Index, Index),
    EndAll(Index),
    /// With the token of any session of the project, deleted ones included.
    Account(Index),
    SignOut(Index),
    AddTarget {
        user: Index,
        target: Index,
        identifier: Index,
    },
    Target(Index, Index),
    MoveTarget {
        user: Index,
        target: Index,
        identifier: Index,
    },
    DropTarget(Index, Index),
    Targets(Index),
    Logs {
        user: Index,
        limit: usize,
        offset: usize,
    },
    List {
        limit: usize,
        offset: usize,
        newest_first: bool,
        cursor: Option<(Index, bool)>,
    },
    Search(Index),
    Filter(Filter),
}

#[derive(Debug, Clone)]
pub enum Filter {
    Email(Index),
    Name(Index),
    NameBegins(char),
    Label(&'static str),
    Status(bool),
    NoEmail,
}

impl Step {
    pub fn draw(random: &mut Random) -> Self {
        Self { project: usize::from(random.chance(0.25)), is_v1: random.chance(0.5), call: Call::draw(random) }
    }
}

fn some(random: &mut Random, often: f64, end: usize) -> Option<Index> {
    let (is_some, index) = (random.chance(often), random.below(end));
    is_some.then_some(index)
}

impl Call {
    fn draw(random: &mut Random) -> Self {
        let user = random.below(IDS.len());
        match random.below(100) {
            0..20 => Self::Create {
                id: user,
                email: some(random, 0.8, EMAILS.len()),
                phone: some(random, 0.4, PHONES.len()),
                name: random.below(NAMES.len()),
                password: some(random, 0.8, PASSWORDS.len()),
            },
            20..24 => Self::Get(user),
            24..28 => Self::Delete(user),
            28..52 => Self::draw_change(random, user),
            52..69 => Self::draw_of_sessions(random, user),
            69..82 => Self::draw_of_targets(random, user),
            82..86 => Self::Logs { user, limit: random.below(6), offset: random.below(3) },
            86..91 => Self::List {
                limit: random.below(5),
                offset: random.below(3),
                newest_first: random.chance(0.4),
                cursor: some(random, 0.5, IDS.len()).map(|index| (index, random.chance(0.5))),
            },
            91..96 => Self::Search(random.below(TERMS.len())),
            _ => Self::Filter(Filter::draw(random)),
        }
    }

    fn draw_change(random: &mut Random, user: Index) -> Self {
        let flag = random.chance(0.5);
        match random.below(12) {
            0..2 => Self::SetEmail(user, some(random, 0.85, EMAILS.len())),
            2 => Self::SetPhone(user, some(random, 0.85, PHONES.len())),
            3 => Self::SetName(user, random.below(NAMES.len())),
            4 => Self::SetPassword(user, some(random, 0.85, PASSWORDS.len())),
            5 => Self::SetStatus(user, flag),
            6 => Self::VerifyEmail(user, flag),
            7 => Self::VerifyPhone(user, flag),
            8 => Self::SetMfa(user, flag),
            9 => Self::SetImpersonator(user, flag),
            10 => Self::SetLabels(user, random.below(LABELS.len())),
            _ if flag => Self::GetPrefs(user),
            _ => Self::SetPrefs(user, random.below(PREFS.len())),
        }
    }

    fn draw_of_sessions(random: &mut Random, user: Index) -> Self {
        let any = random.below(8);
        match random.below(22) {
            16..20 => Self::SignInAtProvider {
                account: random.below(ACCOUNTS.len()),
                email: some(random, 0.9, EMAILS.len()),
                is_verified: random.chance(0.7),
                name: random.below(NAMES.len()),
            },
            20 => Self::Identities,
            21 => Self::Unlink(random.below(4)),
            0..4 => Self::Begin(user),
            4..7 => Self::SignIn { email: random.below(EMAILS.len()), password: random.below(PASSWORDS.len()) },
            7..9 => Self::Sessions(user),
            9..11 => Self::End(user, any),
            11 => Self::EndAll(user),
            12 => Self::SignOut(any),
            _ => Self::Account(any),
        }
    }

    fn draw_of_targets(random: &mut Random, user: Index) -> Self {
        let (target, identifier) = (random.below(TARGETS.len()), random.below(IDENTIFIERS.len()));
        match random.below(8) {
            0..4 => Self::AddTarget { user, target, identifier },
            4 => Self::Target(user, target),
            5 => Self::MoveTarget { user, target, identifier },
            6 => Self::DropTarget(user, target),
            _ => Self::Targets(user),
        }
    }
}

impl Filter {
    fn draw(random: &mut Random) -> Self {
        match random.below(6) {
            0 => Self::Email(random.below(EMAILS.len())),
            1 => Self::Name(random.below(NAMES.len() - 1)),
            2 => Self::NameBegins(random.pick(&['a', 'B', 'l', 'z'])),
            3 => Self::Label(random.pick(&["vip", "beta", "Beta", "none"])),
            4 => Self::Status(random.chance(0.5)),
            _ => Self::NoEmail,
        }
    }
}
