//! An org, opened: profile, token, client, cache, the API budget of today.
