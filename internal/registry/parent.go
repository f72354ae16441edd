package registry

// Life is what is known of a parent's whereabouts (FACTS 1.2).
type Life string

// The states of a parent.
const (
	Living     Life = "con_song"
	Deceased   Life = "da_mat"
	Missing    Life = "mat_tich"
	WorkingFar Life = "lam_an_xa"
	InPrison   Life = "chap_hanh_an"
	LifeUnsure Life = "khong_ro"
)

// Lives lists them in the order of the choice.
var Lives = []Life{Living, Deceased, Missing, WorkingFar, InPrison, LifeUnsure}

// Parent is what is known of a mother, a father or a guardian beside the name.
// Number is a personal number or an old card's nine digits, as text.
type Parent struct {
	Born        int    `json:"nam,omitempty"` // year
	Number      string `json:"so,omitempty"`
	Nationality string `json:"qt,omitempty"`
	Phone       string `json:"dt,omitempty"`
	Life        Life   `json:"tt,omitempty"`
}

// Guardian is who brings the child up when it is not a parent, or stands for
// it in law.
type Guardian struct {
	Name     string `json:"ten,omitempty"`
	Relation string `json:"qh,omitempty"`
	Parent
}

// Representative says who stands for the child in law (người đại diện theo
// pháp luật) and so gives consent where consent is needed.
type Representative string

// The representatives.
const (
	ByMother   Representative = "me"
	ByFather   Representative = "cha"
	ByGuardian Representative = "nguoi_nuoi"
)

// Representatives lists them in the order of the choice.
var Representatives = []Representative{ByMother, ByFather, ByGuardian}

// Kin are the relations of a child to the head of the household that the form of
// residence (CT01) is filled with; any other words may stand as well.
var Kin = []string{"con", "chau_noi", "chau_ngoai", "chau_ho", "con_nuoi"}
