// Package registry is what the house records and the rules of it: households,
// persons, visits, units, targets, numbers, reasons and states, in the words
// of the officers who use them. It is pure: no files, no clocks, no network;
// the day and the ids are handed in.
//
// A record is a set of fields with short codes (the th tag), written by
// package ledger one by one. Encode, Decode and Diff turn a struct into fields
// and back; there is no copying code per kind. A code is never used again for
// something else, and fields that this version does not know stay in the
// ledger untouched.
package registry
