//! A crash leaves no copy of the memory: keys and tokens are in it.

/// Switches off what the system writes of this process when it crashes, for it and for what it starts. Linux also
/// lets no other process of the same user read its memory, and hands nothing to a program that collects crashes.
/// Best effort: where it fails, nothing else does.
pub fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
