// Package host asks the computer what the program stands on: how much room is
// left on a disk, whether a folder is copied to a cloud by somebody else's
// program, whether the person at the screen went away. It knows nothing of the
// app, changes nothing, and says nothing in words.
package host
