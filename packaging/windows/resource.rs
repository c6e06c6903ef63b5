//! The resources of a Windows program, written without a resource compiler, so that they are the same on each system
//! that builds one: as a `.res` file for Microsoft's linker, as an object file for the others.
//! Formats: "VS_VERSIONINFO structure", "RESOURCEHEADER structure" and "PE Format" on learn.microsoft.com.

/// The processors, as an object file names them, each with its kind of relocation "address relative to the image".
pub const X86_64: (u16, u16) = (0x8664, 3);
pub const AARCH64: (u16, u16) = (0xaa64, 2);

const RT_VERSION: u16 = 16;
const RT_MANIFEST: u16 = 24;
const US_ENGLISH: u16 = 0x0409;
const UNICODE: u16 = 1200;

/// One resource. Each kind is there once, under the name 1.
pub struct Resource {
    kind: u16,
    bytes: Vec<u8>,
}

/// What the file's properties, the task manager and virus scanners read.
pub fn version(numbers: [u16; 4], strings: &[(&str, &str)]) -> Resource {
    let [major, minor, patch, build] = numbers.map(u32::from);
    let (high, low) = ((major << 16) | minor, (patch << 16) | build);
    // signature, version of the structure, file and product version, flags (mask, none set), system (Windows NT),
    // type (application), subtype, date
    let fixed = [0xfeef_04bd, 0x1_0000, high, low, high, low, 0x3f, 0, 0x4_0004, 1, 0, 0, 0];
    let fixed: Vec<u8> = fixed.iter().flat_map(|n: &u32| n.to_le_bytes()).collect();
    let table: Vec<Vec<u8>> = strings
        .iter()
        .map(|(name, value)| {
            let value = utf16(value);
            block(name, 1, value.len() / 2, &value, &[])
        })
        .collect();
    let table = block(&format!("{US_ENGLISH:04x}{UNICODE:04x}"), 1, 0, &[], &table);
    let languages = [US_ENGLISH.to_le_bytes(), UNICODE.to_le_bytes()].concat();
    let translation = block("Translation", 0, languages.len(), &languages, &[]);
    let children =
        [block("StringFileInfo", 1, 0, &[], &[table]), block("VarFileInfo", 1, 0, &[], &[translation])];
    Resource { kind: RT_VERSION, bytes: block("VS_VERSION_INFO", 0, fixed.len(), &fixed, &children) }
}

/// The application manifest.
pub fn manifest(xml: &[u8]) -> Resource {
    Resource { kind: RT_MANIFEST, bytes: xml.to_vec() }
}

/// A node of the version's tree: its length, that of its value, whether it is text, its key, value and children.
fn block(key: &str, text: u16, value_length: usize, value: &[u8], children: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = [[0, 0], short(value_length), text.to_le_bytes()].concat();
    bytes.extend(utf16(key));
    pad(&mut bytes);
    bytes.extend(value);
    for child in children {
        pad(&mut bytes);
        bytes.extend(child);
    }
    let length = short(bytes.len());
    bytes[..2].copy_from_slice(&length);
    bytes
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes()
}

fn long(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// For Microsoft's linker.
pub fn res_file(resources: &[Resource]) -> Vec<u8> {
    let mut file = Vec::new();
    let nothing = Resource { kind: 0, bytes: Vec::new() };
    for resource in std::iter::once(&nothing).chain(resources) {
        file.extend(long(resource.bytes.len()));
        file.extend(long(32)); // of this header
        let name = u16::from(resource.kind != 0);
        let language = if resource.kind == 0 { 0 } else { US_ENGLISH };
        for id in [resource.kind, name] {
            file.extend(0xffff_u16.to_le_bytes()); // a number follows, no name
            file.extend(id.to_le_bytes());
        }
        file.extend([0; 4]); // version of the data
        file.extend([0; 2]); // memory flags, unused
        file.extend(language.to_le_bytes());
        file.extend([0; 8]); // version, characteristics
        file.extend(&resource.bytes);
        pad(&mut file);
    }
    file
}

/// For GNU's linker and LLVM's in its place: an object file with the section `.rsrc`.
pub fn object_file(resources: &[Resource], (machine, relocation): (u16, u16)) -> Vec<u8> {
    let (section, addresses) = section(resources);
    let headers = 20 + 40;
    let relocations = headers + section.len();
    let symbols = relocations + 10 * addresses.len();

    let mut file = Vec::new();
    file.extend(machine.to_le_bytes());
    file.extend(1_u16.to_le_bytes()); // sections
    file.extend([0; 4]); // no time, so that two builds are the same
    file.extend(long(symbols));
    file.extend(long(1)); // symbols
    file.extend([0; 4]); // no optional header, no flags

    file.extend(b".rsrc\0\0\0");
    file.extend([0; 8]);
    file.extend(long(section.len()));
    file.extend(long(headers));
    file.extend(long(relocations));
    file.extend([0; 4]);
    file.extend(short(addresses.len()));
    file.extend([0; 2]);
    file.extend(0x4030_0040_u32.to_le_bytes()); // initialised data, aligned to 4, readable

    file.extend(&section);
    for address in &addresses {
        file.extend(long(*address));
        file.extend([0; 4]); // the symbol below
        file.extend(relocation.to_le_bytes());
    }
    file.extend(b".rsrc\0\0\0");
    file.extend([0; 4]); // at the section's beginning
    file.extend(1_u16.to_le_bytes()); // in section 1
    file.extend([0, 0, 3, 0]); // no type, static, nothing more
    file.extend(long(4)); // an empty table of strings
    file
}

/// The tree kind → name → language → data, and where in it an address has to be made relative to the image.
fn section(resources: &[Resource]) -> (Vec<u8>, Vec<usize>) {
    const DIRECTORY: usize = 16;
    const ENTRY: usize = 8;
    let count = resources.len();
    let kinds = DIRECTORY + ENTRY * count;
    let of_one = 2 * (DIRECTORY + ENTRY); // its directories of names and of languages
    let leaves = kinds + of_one * count;
    let data = leaves + 16 * count;

    let directory = |entries: usize| [[0; 12].as_slice(), &[0; 2], &short(entries)].concat();
    let entry = |id: u16, at: usize, is_directory: bool| {
        let bit = if is_directory { 0x8000_0000 } else { 0 };
        [long(id.into()), (u32::from_le_bytes(long(at)) | bit).to_le_bytes()].concat()
    };

    let mut section = directory(count);
    for (i, resource) in resources.iter().enumerate() {
        section.extend(entry(resource.kind, kinds + of_one * i, true));
    }
    for i in 0..count {
        let languages = kinds + of_one * i + DIRECTORY + ENTRY;
        section.extend([directory(1), entry(1, languages, true)].concat());
        section.extend([directory(1), entry(US_ENGLISH, leaves + 16 * i, false)].concat());
    }
    let mut at = data;
    let mut addresses = Vec::new();
    for resource in resources {
        addresses.push(section.len());
        section.extend([long(at), long(resource.bytes.len()), [0; 4], [0; 4]].concat());
        at += resource.bytes.len().next_multiple_of(8);
    }
    for resource in resources {
        section.extend(&resource.bytes);
        section.resize(section.len().next_multiple_of(8), 0);
    }
    (section, addresses)
}
