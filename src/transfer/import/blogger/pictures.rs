//! Where Blogger and its relatives keep a blog's pictures, and how to ask for one as it was uploaded.

use percent_encoding::percent_decode_str;
use url::Url;

/// Hosts of pictures; one that begins with a dot stands for all below it.
const HOSTS: [&str; 4] = [".bp.blogspot.com", ".googleusercontent.com", ".ggpht.com", ".blogger.com"];

/// The size in an address that means: as it was uploaded. What was made smaller at that time is all there is.
const WHOLE: &str = "s0";
/// What the oldest host called its largest.
const LARGEST_OF_OLD: &str = "1600";

/// Is this a picture at one of these hosts?
pub fn is_theirs(address: &str) -> bool {
    Url::parse(address).ok().as_ref().and_then(Url::host_str).is_some_and(|host| {
        HOSTS.iter().any(|known| if known.starts_with('.') { host.ends_with(known) } else { host == *known })
    })
}

/// The address of the same picture at its full size, by https; nothing where an address does not say a size.
pub fn full_size(address: &str) -> Option<String> {
    if !is_theirs(address) {
        return None;
    }
    let mut url = Url::parse(address).ok()?;
    let path = with_whole_size(url.path())?;
    url.set_path(&path);
    url.set_fragment(None);
    url.set_scheme("https").ok()?;
    Some(url.into())
}

fn with_whole_size(path: &str) -> Option<String> {
    // `…/img/a/AVvX=s320`, `…/img/a/AVvX=w640-h480`
    if let Some((before, size)) = path.rsplit_once('=')
        && is_size(size)
    {
        return Some(format!("{before}={WHOLE}"));
    }
    // `…/s320/name.jpg`, `…/s1600-h/name.jpg`, and of old `…/320/name.jpg`
    let (before, name) = path.rsplit_once('/')?;
    let (before, size) = before.rsplit_once('/')?;
    if is_size(size) {
        return Some(format!("{before}/{WHOLE}/{name}"));
    }
    let is_old = matches!(size.len(), 3 | 4) && size.bytes().all(|byte| byte.is_ascii_digit());
    is_old.then(|| format!("{before}/{LARGEST_OF_OLD}/{name}"))
}

/// `s320`, `s1600-h`, `w640-h480-no`
fn is_size(part: &str) -> bool {
    let mut options = part.split('-');
    let first = options.next().unwrap_or_default();
    let has_sides = first.strip_prefix(['s', 'w', 'h']).is_some_and(|digits| {
        !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    has_sides
        && options.all(|option| !option.is_empty() && option.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The name of the file as it was uploaded, where an address still has it.
pub fn file_name(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let name = url.path().rsplit('/').next()?;
    let decoded = percent_decode_str(&name.replace('+', " ")).decode_utf8().ok()?.into_owned();
    let (stem, ending) = decoded.rsplit_once('.')?;
    (!stem.is_empty() && (2..=5).contains(&ending.len())).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_leads_to_the_full_size() {
        for (small, full) in [
            (
                "http://1.bp.blogspot.com/-a/b/c/d/s320/weir.jpg",
                "https://1.bp.blogspot.com/-a/b/c/d/s0/weir.jpg",
            ),
            (
                "https://4.bp.blogspot.com/_a/b/c/d/s1600-h/weir+at+dawn.jpg",
                "https://4.bp.blogspot.com/_a/b/c/d/s0/weir+at+dawn.jpg",
            ),
            (
                "https://blogger.googleusercontent.com/img/b/R29/AVvX/w640-h480/weir.png#x",
                "https://blogger.googleusercontent.com/img/b/R29/AVvX/s0/weir.png",
            ),
            (
                "https://blogger.googleusercontent.com/img/a/AVvXsE=s320",
                "https://blogger.googleusercontent.com/img/a/AVvXsE=s0",
            ),
            (
                "https://lh3.googleusercontent.com/abc=w640-h480-no",
                "https://lh3.googleusercontent.com/abc=s0",
            ),
            ("http://lh5.ggpht.com/_a/b/c/d/s72-c/weir.jpg", "https://lh5.ggpht.com/_a/b/c/d/s0/weir.jpg"),
            (
                "http://photos1.blogger.com/blogger/12/34/320/weir.jpg",
                "https://photos1.blogger.com/blogger/12/34/1600/weir.jpg",
            ),
        ] {
            assert_eq!(full_size(small).as_deref(), Some(full), "{small}");
            assert_eq!(full_size(full).as_deref(), Some(full), "{full}");
        }
    }

    #[test]
    fn other_addresses_are_left_as_they_are() {
        for address in [
            "https://example.org/s320/weir.jpg",
            "https://bp.blogspot.com.example.org/s320/weir.jpg",
            "https://1.bp.blogspot.com/-a/b/c/d/weir.jpg",
            "https://1.bp.blogspot.com/",
            "https://lh3.googleusercontent.com/abc=s",
            "https://lh3.googleusercontent.com/abc=sx",
            "no address",
            "",
        ] {
            assert_eq!(full_size(address), None, "{address}");
        }
    }

    #[test]
    fn a_file_keeps_its_name_where_the_address_has_one() {
        assert_eq!(
            file_name("https://x.example/s0/weir+at%20d%C3%A4mmerung.JPG").as_deref(),
            Some("weir at dämmerung.JPG")
        );
        for address in
            ["https://x.example/img/a/AVvX=s0", "https://x.example/", "https://x.example/.jpg", "x"]
        {
            assert_eq!(file_name(address), None, "{address}");
        }
    }
}
