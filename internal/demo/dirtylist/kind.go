package dirtylist

// Kind is one sort of dirt.
type Kind string

// The kinds, with how often they come.
const (
	Space        Kind = "space"         // 14.4 % of rows: before, behind, unbreakable
	DoubleSpace  Kind = "double_space"  // 0.3 %
	NonNFC       Kind = "nfc"           // 0.9 %
	IY           Kind = "iy"            // 1 %
	TonePlace    Kind = "tone_place"    // 3 %
	DaySwapped   Kind = "day_swapped"   // 0.5 %
	YearOnly     Kind = "year_only"     // 0.8 %, from the papers themselves too
	ShortYear    Kind = "short_year"    // 0.5 %
	PINSex       Kind = "pin_sex"       // 0.4 %
	PINYear      Kind = "pin_year"      // 0.6 %
	ParentCMND   Kind = "parent_cmnd"   // 0.3 %
	Phone11      Kind = "phone_11"      // 3 %
	Eth          Kind = "eth"           // 5 % of files, half of their Đ
	Capitals     Kind = "capitals"      // 30 % of files
	TCVN3        Kind = "tcvn3"         // 2 % of files
	VNI          Kind = "vni"           // 1 % of files
	LostZero     Kind = "lost_zero"     // 4 % of files
	Scientific   Kind = "scientific"    // 0.3 % of files
	EthnicCode   Kind = "ethnic_code"   // 10 % of files: a code of the older list for the name
	SameChild    Kind = "same_child"    // 1.5 % of rows are a copy
	SharedNumber Kind = "shared_number" // 0.2 %
	Namesake     Kind = "namesake"      // 0.4 %: equal name and birth date, other parents
	Twin         Kind = "twin"          // as the demo province has them
)

// In thousandths of the rows, or of the files.
const (
	spaceRate, doubleRate, nfcRate, iyRate, toneRate             = 144, 3, 9, 10, 30
	swappedRate, yearRate, shortRate, sexRate, pinYearRate       = 5, 8, 5, 4, 6
	cmndRate, phoneRate, copyRate, sharedRate, namesakeRate      = 3, 30, 15, 2, 4
	ethFiles, capitalFiles, tcvn3Files, vniFiles, lostZeroFiles  = 50, 300, 20, 10, 40
	scientificFiles, ethnicFiles, copyLacksParent, copySameHouse = 3, 100, 200, 500
)
