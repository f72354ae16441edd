// Package simtest runs the real ledger, store, sync engine and server against
// each other in a world that is all made from one seed: the network loses,
// repeats and cuts, laptops crash, are cloned and restored from old copies, the
// server is restored behind its back, clocks are off by years. At the end the
// network heals, everybody syncs, and what was promised must hold.
//
// A failure prints its seed; -seed N plays that one again.
package simtest
