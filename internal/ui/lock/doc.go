// Package lock is what stands in the window while nobody may see a child: the
// first passphrase of a laptop, the screen of who comes in, the screen that hides
// what is being worked on. It knows no store and no key: it asks a Door.
package lock
