// Package server is the HTTP face of the province: the sync protocol for
// laptops, the board for people, and the few pages for those who run it. It
// checks who asks and how much, and leaves every decision about data to
// package central. It knows nothing of the desktop app.
package server
