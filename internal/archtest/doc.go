// Package archtest holds the tests that keep the plan of the house: who may
// import whom, what may stand where, which versions go together, and that every
// text on the screen is in the language files.
package archtest
