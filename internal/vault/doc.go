// Package vault is an encrypted file for SQLite, and the keyring of the people
// who may open it. It knows nothing of what is kept in it.
//
// A Vault is a layer under SQLite (package shim) that seals every page on its
// way to the disk and opens it on its way back: pages of the database, page
// payloads of the write-ahead log, page records of the rollback journal. Each is
// sealed by itself with XChaCha20-Poly1305 and bound to its kind of file and its
// place in it, so a page that the disk spoiled, or that somebody moved, is an
// error (SQLITE_IOERR_DATA) and never a row. Exactly the ranges that SQLite
// writes are written, none is read first: so a cut of the power harms no more
// than it would without us. Temporary files are refused; a connection must have
// temp_store=memory.
//
//	v, err := vault.New(key, "")      // registers a VFS of its own
//	err = v.Create(path)              // an empty database, if there is none
//	db, err := sql.Open("sqlite", "file:"+path+"?vfs="+v.Name()+"&…")
//	…
//	db.Close(); v.Close()             // unregisters it and wipes the key
//
// A Keyring is a small file beside the database: for each person the key of the
// vault, sealed under a passphrase, and once more for the province's two
// officers.
//
// The formats, what they promise and what they don't are written down in
// docs/vault.md.
package vault
