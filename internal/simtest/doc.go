// Package simtest runs the real ledger, store, sync engine, bundles, hub and
// server against each other in a world that is all made from one seed. At the
// end the network heals, everybody syncs, and what was promised must hold.
//
// In the world are:
//
//   - the network: of the questions and answers 15 % are lost, 10 % come twice,
//     5 % come again much later, and 10 % of the answers are cut at any byte;
//   - crashes between the steps, and inside them: a disk takes no more commits in
//     the middle of an exchange or a save, after which the machine is started
//     again or goes on; of a laptop and of the server;
//   - laptops put back to old copies of their disks, and cloned ones; the server
//     put back by the command, and behind its back by an old file; clocks that are
//     off by up to 600 days;
//   - sticks with loose blocks, in any order, twice, with values withheld, lost;
//     sticks with real bundles, receipts and ways down, late, damaged, lost;
//   - the officer's laptop as a hub, over a network as bad as the other; a stolen
//     laptop goes on using it; and pages that another hand brings late;
//   - rights given during play, a reform that makes a hamlet of a part of another,
//     a laptop that is revoked and goes on writing, one that asks for what it may
//     not read and one that writes what only others may decide;
//   - redactions, moves, merges and unmerges in any direction, deletions, answers
//     of the police, gaps that are given up, releases from quarantine;
//   - in every fourth world backups that count, and snapshots for whoever comes
//     late; nobody restores older backups than the last two there (ADR 0018).
//
// Not in it: two things at the same instant; PostgreSQL; the vault, torn writes
// and power cuts (all have tests of their own, see docs/security.md and the store's);
// TLS; photos and waiting for news.
//
// A failure prints its seed; -seed N plays that one again and prints what
// everybody held. dump_test.go is only for that.
package simtest
