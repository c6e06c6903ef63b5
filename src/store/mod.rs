//! The machine: secrets, configuration, cache, logs. One of the two folders that touch the world.
