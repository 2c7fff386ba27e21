//! The folder in which the processes of one system find each other: private to its user.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use rustix::fs::{FlockOperation, flock};
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};

use crate::carrier::{Listener, Site};
use crate::wire::Cookie;

/// How the folder of a system is called that has a program of its own.
const UNIQUE: &str = "unique-";

/// How old such a folder is at least when its system has begun, or never will.
const BEGINS: Duration = Duration::from_secs(60);

/// What a system is found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Key {
    /// The port of its own process; 0 for any that is free.
    Port(u16),
    /// A name.
    Name(String),
}

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Place {
    key: Key,
    folder: PathBuf,
}

/// The right to be the system at a place, for as long as this is kept.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "held open")] File);

impl Place {
    /// The place of a system, made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made, or is not private.
    pub(super) fn of(key: Key) -> io::Result<Self> {
        let folder = folder_of(&key);
        Self::made(key, folder)
    }

    /// The same, if it is there.
    pub(super) fn find(key: Key) -> io::Result<Option<Self>> {
        let folder = folder_of(&key);
        match fs::symlink_metadata(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&folder, &error)),
            Ok(_) => Self::made(key, folder).map(Some),
        }
    }

    /// A place that no other system has.
    pub(super) fn fresh(key: Key) -> io::Result<Self> {
        sweep();
        let mut number = [0; 8];
        getrandom::fill(&mut number)?;
        let folder = top().join(format!("{UNIQUE}{:016x}", u64::from_ne_bytes(number)));
        Self::made(key, folder)
    }

    fn made(key: Key, folder: PathBuf) -> io::Result<Self> {
        make_private(&top())?;
        make_private(&folder)?;
        Ok(Place { key, folder })
    }

    /// Whether the folder is there.
    pub(super) fn is_there(&self) -> bool {
        self.folder.is_dir()
    }

    /// Makes the folder again.
    pub(super) fn make_again(&self) -> io::Result<()> {
        make_private(&top())?;
        make_private(&self.folder)
    }

    /// The place that is there already, for the system's own process.
    pub(super) fn at(key: Key, folder: PathBuf) -> Self {
        Place { key, folder }
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the system's own process listens, as far as that is known before it does.
    pub(super) fn system(&self) -> Site {
        match &self.key {
            Key::Port(port) => Site::Tcp((std::net::Ipv4Addr::LOCALHOST, *port).into()),
            Key::Name(_) => Site::Unix(self.folder.join("admin.sock")),
        }
    }

    /// What the system's own process listens with. It has the lock, so that a socket file is nobody's.
    pub(super) fn listen_for_system(&self) -> io::Result<Listener> {
        match &self.key {
            Key::Port(port) => Listener::tcp(*port),
            Key::Name(_) => self.socket("admin"),
        }
    }

    /// Removes the cookie and the files of sockets that a system has left which was killed; only who has the lock may do
    /// so.
    pub(super) fn clear(&self) -> io::Result<()> {
        remove_if_there(&self.folder.join("cookie"))?;
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let is_program =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("program-"));
            if path.extension().is_some_and(|extension| extension == "sock") && !is_program {
                remove_if_there(&path)?;
            }
        }
        Ok(())
    }

    /// What another process listens with.
    pub(super) fn listen(&self, name: &str) -> io::Result<Listener> {
        match &self.key {
            Key::Port(_) => Listener::tcp(0),
            Key::Name(_) => self.socket(name),
        }
    }

    fn socket(&self, name: &str) -> io::Result<Listener> {
        let path = self.folder.join(format!("{name}.sock"));
        remove_if_there(&path)?;
        Listener::unix(&path)
    }

    /// The cookie of the system, if there is one.
    pub(super) fn cookie(&self) -> io::Result<Option<Cookie>> {
        let mut file = match File::open(self.folder.join("cookie")) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = [0; 32];
        file.read_exact(&mut bytes)?;
        Ok(Some(Cookie::from_bytes(bytes)))
    }

    /// Makes a cookie for a system that begins.
    pub(super) fn new_cookie(&self) -> io::Result<Cookie> {
        let cookie = Cookie::random()?;
        let (path, new) = (self.folder.join("cookie"), self.folder.join("cookie.new"));
        remove_if_there(&new)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(cookie.as_bytes())?;
        fs::rename(new, path)?;
        Ok(cookie)
    }

    /// Takes the right to be the system here; nothing if another process has it.
    pub(super) fn lock(&self) -> io::Result<Option<Lock>> {
        let path = self.folder.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Lock(file))),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Where the processes of the system write what they have to say.
    pub(super) fn log(&self) -> io::Result<File> {
        OpenOptions::new().append(true).create(true).mode(0o600).open(self.folder.join("log"))
    }

    /// Leaves nothing behind. Whoever comes meanwhile finds no lock, and makes the place anew.
    pub(super) fn remove(&self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(folder = %self.folder.display(), %error, "the folder of the system stays");
        }
    }
}

/// Removes the places of systems that had a program of their own and were killed with it; nobody else looks there again.
fn sweep() {
    for entry in fs::read_dir(top()).into_iter().flatten().flatten() {
        let is_old = |found: &fs::Metadata| {
            found.modified().is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > BEGINS))
        };
        let place = Place { key: Key::Port(0), folder: entry.path() };
        if entry.file_name().to_string_lossy().starts_with(UNIQUE)
            && entry.metadata().as_ref().is_ok_and(is_old)
            && let Ok(Some(_lock)) = place.lock()
        {
            place.remove();
        }
    }
}

/// Where the places of this user's systems are.
fn top() -> PathBuf {
    match env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|dir| dir.is_dir()) {
        Some(runtime) => runtime.join("thespian"),
        None => env::temp_dir().join(format!("thespian-{}", geteuid().as_raw())),
    }
}

fn folder_of(key: &Key) -> PathBuf {
    top().join(match key {
        Key::Port(port) => format!("tcp-{port}"),
        Key::Name(name) => format!("unix-{name}"),
    })
}

/// Removes the file of a socket when it is not needed any more.
#[derive(Debug)]
pub(super) struct SocketFile(Option<PathBuf>);

impl SocketFile {
    pub(super) fn of(site: &Site) -> Self {
        match site {
            Site::Unix(path) => SocketFile(Some(path.clone())),
            Site::Tcp(_) => SocketFile(None),
        }
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = remove_if_there(path)
        {
            tracing::warn!(%error, "the file of a socket stays");
        }
    }
}

/// Makes a folder that is its user's alone, or finds that it is.
fn make_private(folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(at(folder, &error)),
        _ => {}
    }
    // Not through a link, which somebody else may have put there.
    let found = fs::symlink_metadata(folder).map_err(|error| at(folder, &error))?;
    if !found.is_dir() || found.uid() != geteuid().as_raw() || found.mode() & 0o077 != 0 {
        let refused = format!(
            "`{}` has to be a folder of this user's that nobody else may enter (mode 0700)",
            folder.display()
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, refused));
    }
    Ok(())
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path, &error)),
        _ => Ok(()),
    }
}
