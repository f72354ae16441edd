// Package shim puts a layer of ours under SQLite: a VFS that stands on another
// one and sees every read, write, truncation and sync of the files that hold
// pages. Locks, shared memory, paths and time stay with the VFS below, so that
// WAL and several processes work as always.
//
// The library is C turned into Go: its structures lie in memory that the
// collector knows nothing of, and its functions are called by address. All of
// that is in this package, so that nothing else needs unsafe. Its words:
//
//   - a Layer decides what becomes of each file that is opened;
//   - a File stands for one open file and gets its calls;
//   - a Below is the same file in the VFS below, for the length of one call.
//
// Results are SQLite's codes, not errors: they go back into its C code.
package shim
