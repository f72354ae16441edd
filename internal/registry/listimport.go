package registry

import (
	"time"

	"github.com/google/uuid"
)

// RowOutcome is how a row of an imported list ended. Every row has one.
type RowOutcome string

// The outcomes.
const (
	RowCreated RowOutcome = "created" // a child that was not on record
	RowMatched RowOutcome = "matched" // on record, and nothing new
	RowChanged RowOutcome = "changed" // on record; something was added beside
	RowHeld    RowOutcome = "held"    // somebody has to look at it first
)

// RowOutcomes lists them in the order of the summary.
var RowOutcomes = []RowOutcome{RowCreated, RowMatched, RowChanged, RowHeld}

// HeldReason says why a row is held.
type HeldReason string

// The reasons.
const (
	HeldNoName    HeldReason = "no_name"
	HeldNoHamlet  HeldReason = "no_hamlet"  // none of this laptop's hamlets, or more than one
	HeldMaybeSame HeldReason = "maybe_same" // a child on record may be the same
	HeldStopped   HeldReason = "stopped"    // a rule stops it
	HeldFormula   HeldReason = "formula"
	HeldOrder     HeldReason = "order" // day and month may be swapped
)

// ImportedRow is a row of a list with what became of it.
type ImportedRow struct {
	Import  uuid.UUID
	Row     int
	Hash    int64
	Cells   []string
	Parsed  []byte // the row as it was understood, to be taken over later
	Outcome RowOutcome
	Reason  HeldReason
	Scope   uuid.UUID
	Record  uuid.UUID // the child; of a held row the one that it may be
	Made    uuid.UUID // the household that was made for it
	Before  Fields    // what it changed, as it was
	Wrote   Fields    // the same fields as it wrote them
}

// Import is a list that was imported on this laptop.
type Import struct {
	ID     uuid.UUID
	Name   string
	At     time.Time
	Undone bool
	Counts map[RowOutcome]int
}
