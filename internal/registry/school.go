package registry

// Stage is where a child stands in school. It goes by school years.
type Stage string

// The stages (Circular 13/2021/TT-BLĐTBXH for the ages of crèche and kindergarten).
const (
	TooYoung    Stage = "chua_tuoi"
	Creche      Stage = "nha_tre"  // 3 to 36 months
	Preschool   Stage = "mau_giao" // 3 to 5 years
	InSchool    Stage = "lop"      // Grade says which
	DroppedOut  Stage = "bo_hoc"   // Grade and Year say when
	NeverSchool Stage = "chua_hoc"
	Trade       Stage = "nghe"
)

// Stages lists them in the order of the choice.
var Stages = []Stage{TooYoung, Creche, Preschool, InSchool, DroppedOut, NeverSchool, Trade}

// School is a child's schooling in a school year. It is one field.
type School struct {
	Stage Stage  `json:"bac,omitempty"`
	Grade int    `json:"lop,omitempty"` // 1 to 12
	Year  int    `json:"nam,omitempty"` // in which the school year began
	Name  string `json:"truong,omitempty"`
}

// SchoolYear is the year in which the school year of a day began: it begins in
// September (Decision of the ministry each year).
func SchoolYear(on Date) int {
	if on.Month >= 9 {
		return on.Year
	}
	return on.Year - 1
}
