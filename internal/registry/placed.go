package registry

import "github.com/google/uuid"

// Placed is where an officer said that a hamlet of a divided commune went. It
// lives in the hamlet's scope, one record for each hamlet, so that two officers
// who say different things are seen to differ.
type Placed struct {
	Hamlet uuid.UUID `th:"ap"`
	Code   string    `th:"ma"`      // of the new commune; with From its key among papers
	From   Date      `th:"tu_ngay"` // since when that commune bears it
	On     Date      `th:"ngay"`
	By     string    `th:"nguoi"`
}

// PlacedID is the id of a hamlet's Placed.
func PlacedID(hamlet uuid.UUID) uuid.UUID { return uuid.NewSHA1(hamlet, []byte(KindPlaced)) }
