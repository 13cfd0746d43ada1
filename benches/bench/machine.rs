//! Where and with what it was measured, without a name by which the machine could be told from another.

use std::fs;
use std::process::Command;

use super::process::{Program, said_by};

/// A line for each of the things that change figures.
pub fn described(program: &Program, profile: &str) -> anyhow::Result<String> {
    let cores = std::thread::available_parallelism()?;
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kilobytes =
        memory.lines().next().and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    let kernel = said_by(Command::new("uname").args(["-sr"]))?;
    let commit = said_by(Command::new("git").args(["log", "-1", "--format=%h of %cs"]))?;
    let is_clean = Command::new("git").args(["diff", "--quiet", "HEAD"]).status()?.success();
    Ok([
        format!("- Measured on {}.", jiff::Timestamp::now().strftime("%Y-%m-%d")),
        format!(
            "- {cores} cores of {}, {} GB of memory, {kernel}.",
            model.map_or("an unknown processor", |(_, model)| model),
            kilobytes.unwrap_or_default().div_ceil(1024 * 1024)
        ),
        format!(
            "- {} at commit {commit}{}, profile `{profile}`; {}; {}.",
            program.version()?,
            if is_clean { "" } else { " with changes" },
            said_by(Command::new("rustc").arg("-V"))?,
            said_by(Command::new("nginx").arg("-v"))?.replace("nginx version: ", ""),
        ),
        "- The load generator shares the cores with what it measures.\n".to_owned(),
    ]
    .join("\n"))
}
