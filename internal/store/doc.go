// Package store is the laptop's database: one SQLite file with the ledger, the
// records as they stand, what is needed to list and search them, and the
// drafts of what is being typed.
//
// Everything a person did is one transaction: the ledger line, the merged
// record, its search words and the end of its draft stand or fall together,
// and it is on the disk when the call returns. Other people's blocks come in by
// ApplyPage through the same merge, together with the cursor. There is no other
// outbox than the ledger itself.
//
// The package knows nothing of windows or of the network. The file, its copies
// and everything beside it are sealed by a vault; a plain file of an earlier
// version is taken over when it is opened.
package store
