// Package centraltest makes small provinces for tests: a real database in the
// test's own folder, devices with keys of their own, and streams of real signed
// blocks. It holds no checks; tests do.
package centraltest
