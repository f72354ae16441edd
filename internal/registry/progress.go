package registry

import "github.com/google/uuid"

// Progress is the state of the work in one unit, as the board shows it. Every
// share is computed from the counts when it is shown, never stored.
type Progress struct {
	Unit     uuid.UUID
	Name     string // kind and name: xã Tạ An Khương
	Level    Level
	Target   int  // children to reach, given from outside; 0 when none was given
	Entered  int  // children in the ministry's software
	NoNumber int  // children without a personal number
	Hamlets  int  // hamlets below, or 1
	Live     int  // of these, how many are counted from records; the others from reports
	Leaf     bool // a hamlet: nothing below it
}

// Remaining is target minus entered, never below zero.
func (p Progress) Remaining() int { return max(0, p.Target-p.Entered) }

// ProgressPage is a unit with the units right below it and the way up.
type ProgressPage struct {
	Path  []Progress // from the province down to the unit itself, the unit last
	Rows  []Progress // the units below, in the order of the official list
	Loose int        // of the unit's target, what is not yet shared out below («chưa phân về»)
	AsOf  Date       // day of the newest target
	Demo  bool       // the data are invented
}
