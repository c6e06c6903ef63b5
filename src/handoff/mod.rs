//! A request as code to hand on.
