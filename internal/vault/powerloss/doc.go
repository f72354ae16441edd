// Package powerloss cuts the power of a laptop that is writing a database, as
// often as one likes. A Recorder is a layer under SQLite (and under the cipher)
// that notes every write, truncation, sync and removal; a Walk then makes, from
// a seed, the folders that could be found after a cut in the middle: what was
// synced is there, what was not may be lost, be there, or be there in some of its
// sectors, in any order.
//
// For tests only.
package powerloss
