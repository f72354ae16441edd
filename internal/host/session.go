package host

// Away is why nobody sits at the screen any more.
type Away int

// The ways to go away.
const (
	Locked   Away = iota + 1 // the system's screen was locked
	Switched                 // somebody else came to the screen, or the session was left
	Asleep                   // the computer is about to sleep: its lid was shut
)
