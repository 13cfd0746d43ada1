//! Packs the static files once, when the program is built: the smallest form takes longer than any reader should wait.

use std::fs;
use std::io::{Result, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

const STATIC: &str = "static";
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW: u32 = 22;

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed={STATIC}");
    println!("cargo:rerun-if-changed=migrations");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut table = String::from("&[\n");
    for file in files(Path::new(STATIC))? {
        let name = file.strip_prefix(STATIC).unwrap_or(&file).to_string_lossy().into_owned();
        let whole = match file.extension().and_then(|ending| ending.to_str()) {
            Some("css") => bare_style(&fs::read_to_string(&file)?).into_bytes(),
            Some("js") => bare_script(&fs::read_to_string(&file)?).into_bytes(),
            _ => fs::read(&file)?,
        };
        let plain = name.replace('/', "-");
        fs::write(out.join(format!("{plain}.gz")), gzipped(&whole)?)?;
        fs::write(out.join(format!("{plain}.br")), brotlied(&whole)?)?;
        fs::write(out.join(&plain), whole)?;
        let made = |ending: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{plain}{ending}\"))");
        let (body, gzip, brotli) = (made(""), made(".gz"), made(".br"));
        table
            .push_str(&format!("File {{ name: {name:?}, body: {body}, gzip: {gzip}, brotli: {brotli} }},\n"));
    }
    table.push_str("]\n");
    fs::write(out.join("static_files.rs"), table)
}

/// A stylesheet without what only its writers read: comments, indentation and the blanks beside signs are a tenth of it,
/// packed. No text in quotes of ours has a blank behind such a sign.
fn bare_style(style: &str) -> String {
    let mut bare = String::with_capacity(style.len());
    for (number, piece) in style.split("/*").enumerate() {
        bare.push_str(if number == 0 {
            piece
        } else {
            piece.split_once("*/").map_or("", |(_, after)| after)
        });
    }
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    [(": ", ":"), (", ", ","), (" {", "{"), ("{ ", "{"), ("; }", "}"), (";\n}", "}"), ("{\n", "{")]
        .into_iter()
        .fold(lines, |style, (written, bare)| style.replace(written, bare))
}

/// A script likewise. Comments of ours have their own lines, and no text of ours goes over several.
fn bare_script(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every file below a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn gzipped(whole: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(whole)?;
    writer.finish()
}

fn brotlied(whole: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(whole)?;
    Ok(writer.into_inner())
}
