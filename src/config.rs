//! What flags and environment say. What an editor may change lives in the database.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;

/// Where the blog's data lies, for every command.
#[derive(Debug, Clone, clap::Args)]
pub struct DataFolder {
    /// The folder that holds the blog: its database, its media, and the copies made before upgrades.
    ///
    /// It is made if it is not there. Back it up with `postil backup`, never by copying a running blog's files.
    #[arg(
        long = "data",
        env = "POSTIL_DATA",
        value_name = "FOLDER",
        default_value = "./data",
        global = true
    )]
    pub path: PathBuf,
}

/// Where a server on this machine listens.
#[derive(Debug, Clone, clap::Args)]
pub struct Listening {
    /// The address and port that the server listens on.
    ///
    /// A server that is told port 0 takes any free one and prints which.
    #[arg(long, env = "POSTIL_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// How a served blog is reached.
#[derive(Debug, Clone, clap::Args)]
pub struct Reached {
    #[command(flatten)]
    pub at: Listening,

    /// The address under which readers reach the blog, such as <https://blog.example.org>.
    ///
    /// It stands in feeds and in the sitemap, and who comes by an https address gets secure cookies. It overrides the
    /// one in the settings.
    #[arg(long, env = "POSTIL_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
}

/// How mail is sent: invitations, forgotten passwords, comments. Without it everything works but these.
#[derive(Debug, Clone, clap::Args)]
pub struct MailOptions {
    /// The server that takes mail, such as <smtp://user:password@mail.example.org:587> or
    /// <smtps://user:password@mail.example.org>.
    ///
    /// Signs such as @ or / in the user's name or password are percent-encoded (%40, %2F). smtp:// is encrypted by STARTTLS
    /// if the server offers it, and with a password it has to; ?tls=required, ?tls=opportunistic or ?tls=none behind the
    /// host says otherwise. smtps:// is encrypted from the start. Better a variable than an option: other users of the
    /// machine can see options.
    #[arg(long, env = "POSTIL_SMTP_URL", value_name = "URL", hide_env_values = true, value_parser = secret)]
    pub smtp_url: Option<SecretUrl>,

    /// A file of certificates in PEM that the mail server's may be signed by, beside those that everybody trusts.
    #[arg(long, env = "POSTIL_SMTP_CA", value_name = "FILE")]
    pub smtp_ca: Option<PathBuf>,

    /// Who letters come from, such as blog@example.org or "Margins <blog@example.org>".
    ///
    /// The server must be allowed to send for this address. Without a name, letters bear the blog's title.
    #[arg(long, env = "POSTIL_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,

    /// A folder into which letters are written as .eml files, in place of a server: to try things out.
    #[arg(long, env = "POSTIL_MAIL_FOLDER", value_name = "FOLDER")]
    pub mail_folder: Option<PathBuf>,
}

/// An address that may hold a password, and so is shown nowhere.
#[derive(Clone)]
pub struct SecretUrl(pub String);

impl std::fmt::Debug for SecretUrl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SecretUrl(…)")
    }
}

/// Takes anything: what is wrong is said later, without the value that clap would repeat.
#[expect(clippy::unnecessary_wraps, reason = "the shape that clap asks for")]
fn secret(text: &str) -> Result<SecretUrl, std::convert::Infallible> {
    Ok(SecretUrl(text.to_owned()))
}

/// How the blog is served.
#[derive(Debug, Clone, clap::Args)]
pub struct ServeOptions {
    #[command(flatten)]
    pub reached: Reached,

    /// A reverse proxy whose X-Forwarded-For and X-Forwarded-Proto are believed, as an address or a network such as
    /// 10.0.0.0/8.
    ///
    /// Repeat it or separate several by commas. Without it the headers are ignored, since anybody can write them.
    #[arg(long = "trusted-proxy", env = "POSTIL_TRUSTED_PROXY", value_name = "NETWORK", value_delimiter = ',',
          value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// The most connections that are open at once; further ones wait.
    ///
    /// When few places are left, connections that are silent are closed first, and no network but the trusted proxies
    /// has more than an eighth. It can't be more than the system's limit on open files leaves room for.
    #[arg(long, env = "POSTIL_MAX_CONNECTIONS", value_name = "NUMBER", default_value_t = 4096)]
    pub max_connections: usize,

    /// How much memory readers' pages may take, once made, so that they are not made again; 0 keeps none.
    ///
    /// A page is kept until something of it changes. 32 hold more than a thousand posts of usual length. The
    /// process may take several times as much, since the room between pages that come and go is not given back.
    #[arg(long, env = "POSTIL_CACHE_MEGABYTES", value_name = "NUMBER", default_value_t = 32)]
    pub cache_megabytes: u64,

    #[command(flatten)]
    pub mail: MailOptions,

    /// Lets the webhook of the settings be on this machine or in its network, such as a ntfy beside the blog.
    ///
    /// Without it only public addresses are called, so that nobody who can change the settings reaches what only this
    /// machine can reach.
    #[arg(long, env = "POSTIL_WEBHOOK_MAY_BE_PRIVATE")]
    pub webhook_may_be_private: bool,

    /// What is logged to the standard error stream: error, warn, info, debug, or per module as tracing reads it.
    #[arg(long, env = "POSTIL_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,
}

fn base_url(text: &str) -> Result<String, String> {
    let address = url::Url::parse(text).map_err(|_| "it looks like https://blog.example.org".to_owned())?;
    let is_origin =
        matches!(address.scheme(), "http" | "https") && address.path() == "/" && address.query().is_none();
    if !is_origin {
        return Err(
            "it has a scheme, a host and perhaps a port, and no path: https://blog.example.org".to_owned()
        );
    }
    Ok(address.origin().ascii_serialization())
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| "it is an address such as 127.0.0.1 or a network such as 10.0.0.0/8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        assert_eq!(network("127.0.0.1").unwrap().to_string(), "127.0.0.1/32");
        assert_eq!(network(" 10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert!(network("proxy").is_err());
    }

    #[test]
    fn a_base_url_is_an_origin() {
        assert_eq!(base_url("https://Blog.example.org/").unwrap(), "https://blog.example.org");
        assert!(base_url("blog.example.org").is_err());
        assert!(base_url("https://example.org/blog").is_err());
    }
}
