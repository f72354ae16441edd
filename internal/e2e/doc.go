// Package e2e holds the tests that take a record all the way: real stores in
// files, the real engine, the real server over real HTTP. It has no code of its
// own beside them.
package e2e
