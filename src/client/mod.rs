//! The network. One of the two folders that touch the world. Start reading at `request`.
