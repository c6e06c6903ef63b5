//! What asks the program to end from outside, and who it is meant for. While an editor or a pager has the terminal,
//! Ctrl-C and Ctrl-\ are that program's. Everything else ends orgscope, with the terminal given back, and with one
//! exit code ([`Exit::Interrupted`]).

use std::io;
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Out, held};
use crate::client::clock::Stopwatch;
use crate::store;
use crate::trouble::Exit;

/// The program that the terminal is lent to; 0 for none, [`COMING`] before it is started.
static LENT: AtomicU32 = AtomicU32::new(0);
const COMING: u32 = u32::MAX;
/// Since when it has the terminal no more.
static BACK: Mutex<Option<Stopwatch>> = Mutex::new(None);
/// A Ctrl-C that ended the program may be heard of a little later here than its end.
const ECHO_MS: u64 = 300;
/// Who is told that the program is to end.
static TOLD: Mutex<Option<Box<dyn Fn() -> bool + Send>>> = Mutex::new(None);
/// Whether somebody watches already.
static WATCHED: Mutex<bool> = Mutex::new(false);

/// How long the loop has to give the terminal back by itself.
const GIVE_BACK: Duration = Duration::from_secs(1);
/// How long it has to end, where it could not.
const STUCK: Duration = Duration::from_secs(2);
/// How long it has to end, where it stores something.
const END: Duration = Duration::from_secs(10);

/// What came from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C while keys are not read one by one: SIGINT.
    Interrupt,
    /// Ctrl-\ (SIGQUIT), on Windows Ctrl-Break.
    Quit,
    /// SIGTERM and SIGHUP; on Windows the window is closed, the person logs off, the system shuts down.
    End,
}

/// All of them, in place of what the system would do.
#[derive(Debug)]
pub struct Signals(system::Signals);

impl Signals {
    /// From now on they come here, until the program's end. Only where a tokio runtime is.
    pub fn new() -> io::Result<Self> {
        system::Signals::new(true).map(Self)
    }

    /// The same for what needs no terminal: that it goes away is no reason to end where `nohup` has asked for that.
    pub fn without_terminal() -> io::Result<Self> {
        system::Signals::new(ends_with_terminal()).map(Self)
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        std::future::poll_fn(|cx| self.0.poll(cx)).await
    }

    /// The next one that is meant for orgscope.
    async fn end(&mut self) {
        while self.next().await != Signal::End && is_lent() {}
    }
}

#[cfg(unix)]
mod system {
    use super::{Context, Poll, Signal, io};
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    #[derive(Debug)]
    pub struct Signals(Vec<(Signal, Stream)>);

    impl Signals {
        pub fn new(hangup: bool) -> io::Result<Self> {
            let mut streams = vec![
                (Signal::Interrupt, signal(SignalKind::interrupt())?),
                (Signal::Quit, signal(SignalKind::quit())?),
                (Signal::End, signal(SignalKind::terminate())?),
            ];
            if hangup {
                streams.push((Signal::End, signal(SignalKind::hangup())?));
            }
            Ok(Self(streams))
        }

        pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Signal> {
            let came = |(is, stream): &mut (Signal, Stream)| stream.poll_recv(cx).is_ready().then_some(*is);
            self.0.iter_mut().find_map(came).map_or(Poll::Pending, Poll::Ready)
        }
    }
}

#[cfg(windows)]
mod system {
    use super::{Context, Poll, Signal, io};
    use tokio::signal::windows as of;

    #[derive(Debug)]
    pub struct Signals {
        interrupt: of::CtrlC,
        quit: of::CtrlBreak,
        close: of::CtrlClose,
        logoff: of::CtrlLogoff,
        shutdown: of::CtrlShutdown,
    }

    impl Signals {
        pub fn new(_: bool) -> io::Result<Self> {
            Ok(Self {
                interrupt: of::ctrl_c()?,
                quit: of::ctrl_break()?,
                close: of::ctrl_close()?,
                logoff: of::ctrl_logoff()?,
                shutdown: of::ctrl_shutdown()?,
            })
        }

        pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Signal> {
            let ended = self.close.poll_recv(cx).is_ready()
                || self.logoff.poll_recv(cx).is_ready()
                || self.shutdown.poll_recv(cx).is_ready();
            if ended {
                Poll::Ready(Signal::End)
            } else if self.quit.poll_recv(cx).is_ready() {
                Poll::Ready(Signal::Quit)
            } else if self.interrupt.poll_recv(cx).is_ready() {
                Poll::Ready(Signal::Interrupt)
            } else {
                Poll::Pending
            }
        }
    }
}

/// Whether a command ends when its terminal goes away: not under `nohup`, which had SIGHUP ignored when the program
/// began, and not where the system does not tell; there it decides by itself.
fn ends_with_terminal() -> bool {
    static ENDS: OnceLock<bool> = OnceLock::new();
    // A line of hexadecimal digits, the first signal in the last bit (proc_pid_status(5)); SIGHUP is 1.
    let is_ignored = |facts: &str| {
        let line = facts.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
        Some(u64::from_str_radix(line.trim(), 16).ok()? & 1 == 1)
    };
    let facts = || store::open::facts_of_process(std::process::id());
    *ENDS.get_or_init(|| facts().as_deref().and_then(is_ignored) == Some(false))
}

/// From now on a signal ends a command wherever it is: in a call of the keyring, in a wait for a lock, in a write that
/// nobody takes. One that hears signals by itself has a moment to end with its own words.
pub fn end_commands(out: Out) -> io::Result<()> {
    watch_for(out, ends_with_terminal(), || false)
}

/// From now on `told` hears that the program is to end, in place of whoever heard it before, and says whether anybody
/// listens. They have a moment to end with the terminal given back; if they can't, the terminal is put right here
/// and the program ended.
pub fn watch(out: Out, told: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    watch_for(out, true, told)
}

fn watch_for(out: Out, hangup: bool, told: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    *TOLD.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(told));
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if *watched {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut signals = {
        let _inside = runtime.enter();
        system::Signals::new(hangup).map(Signals)?
    };
    let watch = move || {
        runtime.block_on(async {
            signals.end().await;
            end_lent();
            let is_heard =
                TOLD.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(|told| told());
            tokio::time::sleep(GIVE_BACK).await;
            if !held::is_given_back() {
                held::force_back(out);
                tokio::time::sleep(STUCK).await;
            } else if is_heard {
                tokio::time::sleep(END).await;
            }
        });
        held::force_back(out);
        store::take_back();
        std::process::exit(i32::from(Exit::Interrupted.code()));
    };
    std::thread::Builder::new().name("signals".into()).spawn(watch)?;
    *watched = true;
    Ok(())
}

/// The terminal is another program's while this lives.
pub(super) struct Lending;

impl Lending {
    pub(super) fn new() -> Self {
        LENT.store(COMING, Ordering::SeqCst);
        Self
    }
}

impl Drop for Lending {
    fn drop(&mut self) {
        *BACK.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stopwatch::start());
        LENT.store(0, Ordering::SeqCst);
    }
}

/// Whether another program has the terminal, or had it just then.
fn is_lent() -> bool {
    let back = BACK.lock().unwrap_or_else(PoisonError::into_inner);
    LENT.load(Ordering::SeqCst) != 0 || back.as_ref().is_some_and(|since| since.ms() < ECHO_MS)
}

/// Waits for the program that the terminal is lent to: what asks orgscope to end meanwhile is passed on to it.
pub fn attend(mut child: Child) -> io::Result<ExitStatus> {
    LENT.store(child.id(), Ordering::SeqCst);
    let ended = child.wait();
    LENT.store(COMING, Ordering::SeqCst);
    ended
}

/// Asks the program that has the terminal to end: it leaves the terminal in order, as orgscope then does.
#[cfg(unix)]
fn end_lent() {
    use rustix::process::{Pid, Signal, getpgrp, getpid, kill_current_process_group, kill_process};
    let child = LENT.load(Ordering::SeqCst);
    if child == 0 {
        return;
    }
    // A shell may be between: if all of the group are ours, all of them are asked.
    let _ = if getpgrp() == getpid() {
        kill_current_process_group(Signal::TERM)
    } else {
        match Pid::from_raw(child.cast_signed()).filter(|_| child != COMING) {
            Some(pid) => kill_process(pid, Signal::TERM),
            None => Ok(()),
        }
    };
}

/// On Windows whatever ends orgscope from outside reaches each program of the console.
#[cfg(windows)]
fn end_lent() {}

/// Stops this process as the terminal's own Ctrl-Z would; it returns once the process was continued.
#[cfg(unix)]
pub(super) fn stop_self() -> io::Result<()> {
    Ok(rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP)?)
}

/// Windows stops no programs.
#[cfg(windows)]
pub(super) fn stop_self() -> io::Result<()> {
    Ok(())
}
