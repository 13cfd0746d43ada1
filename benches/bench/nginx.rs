//! Debian's nginx, handing out files that hold the very bytes our server sent.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use super::http::Client;
use super::process::Process;

/// As fast as it gets: two workers with an accept queue each, ready-made gzip files, open files remembered.
const CONFIG: &str = "\
user root;
daemon off;
worker_processes 2;
error_log stderr crit;
pid FOLDER/nginx.pid;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 600;
    keepalive_requests 1000000000;
    open_file_cache max=1000 inactive=600s;
    open_file_cache_valid 600s;
    gzip_static on;
    etag on;
    default_type text/html;
    types { application/atom+xml atom; text/css css; }
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    server {
        listen ADDRESS reuseport;
        root FOLDER/files;
    }
}
";

pub struct Nginx {
    pub address: SocketAddr,
    pub process: Process,
    folder: TempDir,
}

impl Nginx {
    pub fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("files"))?;
        // Nobody else takes the port within the moment between.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let place = folder.path().to_string_lossy();
        let config = CONFIG.replace("FOLDER", &place).replace("ADDRESS", &address.to_string());
        // Only root may name a user, and everybody else is told so in a warning.
        let is_root = is_run_by_root()?;
        let config = if is_root { config } else { config.replace("user root;\n", "") };
        let file = folder.path().join("nginx.conf");
        fs::write(&file, config)?;
        let mut command = Command::new("nginx");
        command.args(["-e", "stderr", "-p"]).arg(folder.path()).arg("-c").arg(&file);
        let process = Process::start(&mut command).context("nginx starts")?;
        let nginx = Self { address, process, folder };
        nginx.wait_until_it_answers()?;
        Ok(nginx)
    }

    /// Puts a file there, as it is and as gzip made it.
    pub fn put(&self, name: &str, plain: &[u8], gzip: &[u8]) -> anyhow::Result<()> {
        let file = self.files().join(name);
        fs::write(&file, plain)?;
        fs::write(file.with_file_name(format!("{name}.gz")), gzip)?;
        Ok(())
    }

    fn files(&self) -> std::path::PathBuf {
        Path::new(self.folder.path()).join("files")
    }

    fn wait_until_it_answers(&self) -> anyhow::Result<()> {
        let patience = Instant::now() + Duration::from_secs(10);
        while Client::new(self.address).get("/").is_err() {
            ensure!(Instant::now() < patience, "nginx does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

fn is_run_by_root() -> anyhow::Result<bool> {
    Ok(super::process::said_by(Command::new("id").arg("-u"))? == "0")
}
