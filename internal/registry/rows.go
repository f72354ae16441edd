package registry

import (
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// The types of this file are what lists and pages show: read by the store,
// passed through fieldwork, drawn by the screens.

// Receipt says how far a record has come, from acknowledgements only.
type Receipt int

// The receipts.
const (
	OnLaptop   Receipt = iota // trên máy này
	AtCommune                 // xã đã nhận
	AtProvince                // tỉnh đã nhận
)

// Stamp is who wrote a change, when by that laptop's clock.
type Stamp struct {
	User uuid.UUID
	Name string
	At   time.Time
}

// Record is a record with what is known about it.
type Record[T any] struct {
	ID        uuid.UUID
	Scope     uuid.UUID
	Value     T
	Last      Stamp // its newest change
	Receipt   Receipt
	Conflicts []string          // field codes with two or more differing values
	Returned  map[string]Return // what the province returned and still stands, by field code
	Newer     int               // fields of a newer version, kept but not shown
	// Seen are the dots behind what is shown, by field code: a form hands them
	// back when it saves, so that it replaces only what its author read.
	Seen map[string][]ledger.Dot
}

// HouseholdFilter is one of the numbered filters above the household list.
type HouseholdFilter int

// The filters. They are counted together and may overlap.
const (
	AllHouseholds HouseholdFilter = iota
	NotVisited                    // 1 Chưa đến
	ToRevisit                     // 2 Hẹn lại
	LackNumber                    // 3 Thiếu số
	AwayNow                       // 4 Đi vắng
	HouseholdFilters
)

// HouseholdQuery asks for households of a hamlet (zero: of all hamlets on the
// laptop), by words in any order with or without marks, by STT, or by the
// last digits of a member's number.
type HouseholdQuery struct {
	Hamlet uuid.UUID
	Text   string
	Filter HouseholdFilter
}

// Key is a row's place in the laptop's own database. It means nothing
// elsewhere and is never stored.
type Key int64

// HouseholdRow is a line of the household list.
type HouseholdRow struct {
	Key      Key
	ID       uuid.UUID
	Hamlet   uuid.UUID
	Number   int
	Head     string
	Line     string
	Children int
	NoNumber int
	Visits   int
	LastOn   Date
	Outcome  Outcome
	Next     Date
	Contact  Contact
	Receipt  Receipt
	Disputed bool
	Returned int // of the household, its people and visits: records with a value that came back
}

// HouseholdPage is a household with its members and visits, newest visit first.
type HouseholdPage struct {
	Household Record[Household]
	Persons   []Record[Person]
	Visits    []Record[Visit]
}

// HamletRow is a hamlet that this laptop works for.
type HamletRow struct {
	Unit       uuid.UUID
	Scope      uuid.UUID
	Name       string // ấp 4
	Commune    string // xã Tạ An Khương
	District   string // huyện Đầm Dơi; empty after the reform
	Households int

	// Code and From name the commune of its records among papers; Placed is where
	// an officer said that it went, without a code when none did.
	Code   string
	From   Date
	Placed Placed

	// The rest is told by the day on which it is asked (fieldwork). Was is the
	// commune that it belonged to before, Area the district: xã Tạ An Khương,
	// khu vực Đầm Dơi (cũ). Waits says that nobody said yet where it went.
	Was, Area string
	Waits     bool
}

// Draft is a form as it is being typed, kept for its owner until it is saved.
type Draft struct {
	Key   string // screen and record: "visit/…", "person/…"
	Owner uuid.UUID
	Body  []byte // JSON of the screen's form
	At    time.Time
}

// SyncState is what the status bar tells.
type SyncState struct {
	Pending  int       // changes that the province has not acknowledged
	Oldest   time.Time // when the oldest of them was written; zero when none
	LastSync time.Time // last time that everything was exchanged; zero when never
	Returned int       // records of which the server returned a value that still stands
	MinApp   string    // the version that is needed to write on, when this one is too old

	AtCommune  int   // of Pending, what a hub has
	Spooled    int   // blocks of others that wait here for the province
	Photos     int   // pictures that the province does not have
	PhotoBytes int64 // of them
}

// Signal says what changed in the store, after commit.
type Signal struct {
	Kind   string // a kind of record, or SignalSync
	Record uuid.UUID
}

// SignalDamaged is the Kind of a signal that the store was found damaged: it
// writes no more.
const SignalDamaged = "damaged"

// SignalReopened is the Kind of a signal that the disk did not take a write, and
// that the file was opened again: what was refused may be saved now.
const SignalReopened = "reopened"

// SignalReclaimed is the Kind of a signal that somebody's program had put another
// file in the store's place, and that the store's own is back.
const SignalReclaimed = "reclaimed"

// SignalSync is the Kind of a signal that only pending counts and receipts moved.
const SignalSync = "sync"
