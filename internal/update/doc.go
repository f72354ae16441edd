// Package update checks whether a new version comes from the province, and is
// not older than what was seen before, wherever it came from: the server, a
// stick, a colleague.
//
// A release is a folder with a manifest, signed by the province's root key,
// which lies offline, and the files that it names with their size and SHA-256.
// What an attacker between the two could do, and what stops it: another file
// (the hash), an older release (the serial and the version), the same release
// for ever (it expires), files of two releases mixed (one manifest names them
// all), a file without end (the size), a manifest without end (a limit), another
// name for a file (a name is a name, no path), somebody else's key (the root
// pinned at enrolment).
//
// The package takes time and files handed in and knows nothing of the network.
package update
