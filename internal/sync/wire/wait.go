package wire

import "github.com/google/uuid"

// PathWait is where a laptop waits for its scopes to move.
const PathWait = "/api/v1/wait"

// LongestWait is how many seconds an answer is held back at most.
const LongestWait = 50

// WaitRequest asks to be told when one of the scopes has more than the laptop.
type WaitRequest struct {
	At      []Place `json:"at"`
	Seconds int     `json:"seconds"` // at most LongestWait
}

// Place is how far a scope's order was followed.
type Place struct {
	Scope  uuid.UUID `json:"scope"`
	Cursor uint64    `json:"cursor"`
}

// WaitResponse names the scopes that moved; none when the time was over.
type WaitResponse struct {
	Moved []uuid.UUID `json:"moved"`
}
