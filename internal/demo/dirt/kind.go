package dirt

// Kind is one sort of dirt.
type Kind string

// The kinds that change a cell.
const (
	Space           Kind = "space" // before or behind a word, perhaps unbreakable
	DoubleSpace     Kind = "double_space"
	NonNFC          Kind = "nfc" // letters apart, wholly or as Windows-1258 has them
	Eth             Kind = "eth" // half of the words with Đ in such a file
	TonePlace       Kind = "tone_place"
	IY              Kind = "iy"
	Capitals        Kind = "capitals"
	TCVN3           Kind = "tcvn3"
	VNI             Kind = "vni"
	LostZero        Kind = "lost_zero"
	Scientific      Kind = "scientific" // 9.62159E+10
	DayMonthSwapped Kind = "day_month_swapped"
	YearOnly        Kind = "year_only" // the children whose papers in package demo have only the year
	TwoDigitYear    Kind = "two_digit_year"
	PINSex          Kind = "pin_sex"           // the sex is wrong, the number right
	PINYear         Kind = "pin_year"          // the year of birth is wrong by one or two, the number right
	ParentCMND      Kind = "parent_cmnd"       // nine digits of a parent's old card
	EthnicOtherList Kind = "ethnic_other_list" // a code of one of the two lists for the name
	OldUnit         Kind = "old_unit"          // the commune's name before the reform, in a list of after it
	Phone11         Kind = "phone_11"
	SharedNumber    Kind = "shared_number" // another child's number
	ParentMissing   Kind = "parent_missing"
	NumberMissing   Kind = "number_missing" // on one of two copies
)

// The kinds that leave the cells alone.
const (
	SameChild Kind = "same_child" // the row is a copy
	Namesake  Kind = "namesake"   // equal name and birth date, other parents
	Twin      Kind = "twin"       // as the demo province has them
)

// Shorter names of two kinds, which the end-to-end test uses.
const (
	ShortYear  = TwoDigitYear
	EthnicCode = EthnicOtherList
)

// rates are in thousandths of the rows; Phone11's of the rows with a telephone,
// SameChild's are in copyRates.
var rates = map[Kind]int{
	Space: 144, DoubleSpace: 3, NonNFC: 9, TonePlace: 30, IY: 10,
	DayMonthSwapped: 5, TwoDigitYear: 5, PINSex: 4, PINYear: 6, ParentCMND: 3,
	Phone11: 30, OldUnit: 200, SharedNumber: 2, Namesake: 4,
}

// fileRates are in thousandths of the files. A number lost its zero in 40 files
// of a thousand; in three of these 40 the whole column went scientific instead.
var fileRates = map[Kind]int{
	TCVN3: 20, VNI: 10, Capitals: 300, Eth: 50, Scientific: 3, LostZero: 37, EthnicOtherList: 100,
}
