//! What is true of Salesforce: names, shapes, limits, hosts, errors. No I/O.
