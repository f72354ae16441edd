// Package simtest runs the real ledger, store, sync engine and server against
// each other in a world that is all made from one seed: the network loses,
// repeats, delays and cuts, laptops crash, are cloned and restored from old
// copies, the server crashes and is restored by command and behind its back,
// sticks are lost, carriers withhold, a stolen laptop goes on writing, clocks
// are off by years; officers redact, move, merge, release and give up for lost,
// and the units are reformed. At the end the network heals, everybody syncs,
// and what was promised must hold.
//
// A failure prints its seed; -seed N plays that one again.
package simtest
