// Package photo makes out of a picture of a paper what the program keeps of it:
// upright, no larger than needed to read it, without anything that a camera
// wrote beside the picture (place, time, owner), and a small one for lists.
//
// A picture comes from anywhere, so everything about it is hostile until it was
// decoded within bounds: the size it claims is looked at before it is decoded.
// What others sent is looked at in the same way before it is shown.
package photo
