// Package sync is the laptop's side of the protocol: it enrols the laptop,
// says what it has, sends what the province lacks and takes what the laptop
// lacks, and keeps doing so in the background. It never calls a screen and
// never waits for one; a screen asks for its Status.
//
// What it promises: every message may come twice, late or not at all, and the
// line may break at any byte; nothing is told to have arrived that the server
// did not say it admitted; a server that is not the province's gets nothing.
//
// Files that wire the program import the package as fieldsync.
package sync
