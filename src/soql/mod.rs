//! SOQL: lexer, tree, tolerant parser; what of it only reads.
