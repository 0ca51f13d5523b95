"""The rows of the conformance table, one module a group."""
