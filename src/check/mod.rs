//! The check ladder: climbs rungs, emits events, decides the verdict.
