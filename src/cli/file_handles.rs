//! How many connections the process has file handles for.

use crate::web::Limits;

/// Handles that are no connections: the database with its readers, backups, logs, what the system needs.
const OTHER_HANDLES: usize = 128;

/// With fewer connections a blog can't be served at all.
const FEWEST: usize = 16;

/// The limits for so many connections, or for as many as the system has handles for.
pub fn limits(wanted: usize) -> Limits {
    let table = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let most = most_handles(&table).map_or(wanted, |handles| connections_for(handles, wanted));
    if most < wanted {
        tracing::warn!(
            wanted,
            possible = most,
            "fewer connections than asked for are possible; raise the limit on open files (ulimit -n, LimitNOFILE)"
        );
    }
    Limits { max_connections: most, ..Limits::default() }
}

fn connections_for(handles: usize, wanted: usize) -> usize {
    wanted.min(handles.saturating_sub(OTHER_HANDLES).max(FEWEST))
}

/// The soft limit on open files in Linux's table. Nothing if there is none, or no such table.
fn most_handles(table: &str) -> Option<usize> {
    let line = table.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_is_read_from_the_systems_table() {
        let table = "\
Limit                     Soft Limit           Hard Limit           Units     
Max processes             62987                62987                processes 
Max open files            1024                 524288               files     
Max locked memory         8388608              8388608              bytes     
";
        assert_eq!(most_handles(table), Some(1024));
        assert_eq!(
            most_handles("Max open files            unlimited            unlimited            files"),
            None
        );
        assert_eq!(most_handles(""), None);
    }

    #[test]
    fn connections_leave_handles_for_everything_else() {
        assert_eq!(connections_for(20_000, 4096), 4096);
        assert_eq!(connections_for(1024, 4096), 896);
        assert_eq!(connections_for(100, 4096), FEWEST);
        assert_eq!(connections_for(1024, 8), 8);
    }
}
