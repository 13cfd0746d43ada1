//! `postil user`: who may log in, for whoever has the data folder. Passwords are typed or piped, never arguments.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};

use super::{open, setup_link};
use crate::actions::password_reset;
use crate::actions::second_factor;
use crate::actions::users::{self, Newcomer};
use crate::app::Place;
use crate::config::Reached;
use crate::model::user::Role;
use crate::store::users as rows;

#[derive(Debug, clap::Args)]
pub struct UserOptions {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, clap::Subcommand)]
enum Deed {
    /// Give somebody a login. Their password is asked for, or read from the standard input.
    Add {
        /// The name that stands under what they write.
        name: String,
        /// What they log in with.
        email: String,
        /// What they may do: owner, editor, author or moderator.
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// Give somebody a new password, and end all their sessions.
    Password {
        /// What they log in with.
        email: String,
    },
    /// Print a link by which somebody chooses a new password, once, within an hour.
    ///
    /// For who forgot theirs where no mail can be sent. Hand it over by a way that nobody else listens on.
    ResetLink {
        /// What they log in with.
        email: String,
        #[command(flatten)]
        reached: Reached,
    },
    /// Give somebody another role, and end all their sessions.
    Role {
        /// What they log in with.
        email: String,
        /// What they may do: owner, editor, author or moderator.
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Turn off somebody's second factor who has lost it: their password alone lets them in then.
    SecondFactorOff {
        /// What they log in with.
        email: String,
    },
    /// Say who is known here, and with which role.
    List,
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::ALL.into_iter().find(|role| role.word() == text);
    known.ok_or_else(|| format!("a role is one of {}", Role::ALL.map(Role::word).join(", ")))
}

pub async fn run(folder: &Path, options: UserOptions) -> anyhow::Result<()> {
    match options.deed {
        Deed::Add { name, email, role } => add(folder, name, email, role).await,
        Deed::Password { email } => password(folder, &email).await,
        Deed::ResetLink { email, reached } => reset_link(folder, &email, reached).await,
        Deed::Role { email, role } => set_role(folder, &email, role).await,
        Deed::SecondFactorOff { email } => second_factor_off(folder, &email).await,
        Deed::List => list(folder).await,
    }
}

async fn add(folder: &Path, name: String, email: String, role: Role) -> anyhow::Result<()> {
    let app = open::app(folder, Place::default()).await?;
    let said = format!("{name} can log in as {email}, with the role {}.", role.word());
    users::add(&app, Newcomer { name, email, password: ask_for_password()?, role }).await?;
    println!("{said}");
    Ok(())
}

async fn password(folder: &Path, email: &str) -> anyhow::Result<()> {
    let app = open::existing(folder, Place::default()).await?;
    users::set_password(&app, email, ask_for_password()?).await?;
    println!("{email} has a new password, and every session of theirs has ended.");
    Ok(())
}

async fn reset_link(folder: &Path, email: &str, reached: Reached) -> anyhow::Result<()> {
    let place = Place { base_url: reached.base_url, ..Place::default() };
    let app = open::existing(folder, place).await?;
    let path = password_reset::make_link(&app, email).await?;
    println!("{}{path}", setup_link::base(&app, reached.at.listen));
    Ok(())
}

async fn set_role(folder: &Path, email: &str, role: Role) -> anyhow::Result<()> {
    let app = open::existing(folder, Place::default()).await?;
    users::set_role(&app, email, role).await?;
    println!("{email} has the role {}, and every session of theirs has ended.", role.word());
    Ok(())
}

async fn second_factor_off(folder: &Path, email: &str) -> anyhow::Result<()> {
    let app = open::existing(folder, Place::default()).await?;
    second_factor::turn_off_by_email(&app, email).await?;
    println!("{email} logs in with the password alone now, until they set up another second factor.");
    Ok(())
}

async fn list(folder: &Path) -> anyhow::Result<()> {
    let app = open::existing(folder, Place::default()).await?;
    let mut db = app.db.reader().await?;
    let mut out = std::io::stdout().lock();
    for user in rows::all(&mut db).await? {
        let email = user.email.as_deref().unwrap_or("-");
        let note = if user.has_password { "" } else { "  (can't log in)" };
        writeln!(out, "{:<10} {email:<32} {}{note}", user.role.word(), user.name)?;
    }
    Ok(())
}

/// Typed twice without being shown, or one line of the standard input when that is no terminal.
fn ask_for_password() -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("No password could be read from the standard input")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let password = type_unseen("Password: ")?;
    if type_unseen("The same once more: ")? != password {
        bail!("These were two different passwords. Nothing was changed.");
    }
    Ok(password)
}

fn type_unseen(prompt: &str) -> anyhow::Result<String> {
    let terminal = console::Term::stderr();
    terminal.write_str(prompt)?;
    terminal.read_secure_line().context("No password could be read from the terminal")
}
