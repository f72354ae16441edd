// Package profile is a laptop's data folder: the keyring of the people who may
// open it, the sealed database, its copies. A profile is locked, or open for one
// person; locked, no file is open and no key is in memory. It knows no window and
// no network. Where people share a laptop who may not read the same, Rooms are
// several of them.
//
// Its errors are registry.Errors. Keys: pass_wrong, pass_wait, offline_expired,
// ring_none, ring_gone, people_self, disk_io, file_gone, and those of the store.
package profile
