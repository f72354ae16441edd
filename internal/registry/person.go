package registry

import "github.com/google/uuid"

// Sex as papers have it (form DC01 knows these two).
type Sex string

// The two values.
const (
	Male   Sex = "nam"
	Female Sex = "nu"
)

// Where says where a person is now. It is apart from where the person is
// registered.
type Where string

// The places (FACTS 1.2): «đi ngoài tỉnh, còn hộ khẩu» is the main case of the
// article and never removes a child from the target.
const (
	AtHome        Where = "o_nha"      // đang ở địa phương
	OutOfProvince Where = "ngoai_tinh" // theo gia đình đi ngoài tỉnh, còn hộ khẩu
	Abroad        Where = "nuoc_ngoai"
	MovedAway     Where = "chuyen_di" // đã chuyển nơi thường trú
	Dead          Where = "da_chet"
	Duplicate     Where = "trung"
	NeverExisted  Where = "khong_co" // không có trên thực tế
)

// BloodGroups lists them in the order of the choice.
var BloodGroups = []string{"A", "B", "AB", "O"}

// Presence is where a person is, since when, and who said so. It is one field.
type Presence struct {
	Where    Where  `json:"o"`
	Province string `json:"tinh,omitempty"` // name of the province when out of it
	Since    Date   `json:"tu,omitzero"`
	Told     string `json:"ai,omitempty"` // who said so
}

// Entered says that a child stands in the ministry's software, since when and
// by whose word. It is never derived from our own records.
type Entered struct {
	On Date   `json:"ngay,omitzero"`
	By string `json:"nguoi,omitempty"`
}

// Person is a member of a household, child or adult.
type Person struct {
	Household   uuid.UUID `th:"ho"`
	Name        string    `th:"ho_ten"` // as on the birth certificate, never split or corrected
	OtherName   string    `th:"ten_khac"`
	Birth       Date      `th:"ngay_sinh"`
	Sex         Sex       `th:"gioi_tinh"`
	Ethnic      string    `th:"dan_toc,sensitive"`  // name of the ethnic group
	Religion    string    `th:"ton_giao,sensitive"` // only where a form asks
	Nationality string    `th:"quoc_tich"`
	Blood       string    `th:"nhom_mau,sensitive"`
	Number      Number    `th:"so_dinh_danh"`
	PastNumbers []Number  `th:"so_cu"` // cancelled ones, oldest first

	Certificate Certificate `th:"khai_sinh"`
	BirthPlace  string      `th:"noi_sinh"`        // by the units of that time
	Photos      Photos      `th:"anh.*,sensitive"` // of its papers
	Origin      string      `th:"que_quan"`

	Mother         string         `th:"me"`
	MotherMore     Parent         `th:"me_them"`
	Father         string         `th:"cha"`
	NoFather       bool           `th:"cha_khong_ghi"` // the certificate names no father: legal, not an error
	FatherMore     Parent         `th:"cha_them"`
	Guardian       Guardian       `th:"nguoi_nuoi"`
	Representative Representative `th:"dai_dien"`
	ToHead         string         `th:"quan_he"`

	// Residence is four facts, not one (FACTS 1.2).
	Permanent string   `th:"thuong_tru"`
	Temporary string   `th:"tam_tru"`
	Living    string   `th:"noi_o"`
	Absence   Absence  `th:"tam_vang"`
	Presence  Presence `th:"hien_dien"`
	Death     Death    `th:"khai_tu"`

	School       School                 `th:"hoc"`
	HealthCard   HealthCard             `th:"bhyt"`
	Vaccinated   Answer                 `th:"tiem_chung,sensitive"`
	Malnourished Answer                 `th:"suy_dd,sensitive"`
	Disability   Disability             `th:"khuyet_tat,sensitive"`
	Circumstance map[Circumstance]Spell `th:"hoan_canh.*,sensitive"` // never a restricted group: see Protected
	Risks        map[string]bool        `th:"nguy_co.*,sensitive"`

	Card     CardState      `th:"can_cuoc"`
	VNeID    IDLevel        `th:"vneid"`
	Services map[Topic]Date `th:"huong_dan.*"` // what was explained, and when

	Reasons    Reasons     `th:"ly_do.*"`
	Reviewed   ReviewState `th:"ra_soat"`
	Police     PoliceState `th:"cong_an"`
	Entered    Entered     `th:"da_nhap"`
	Resurveyed Resurvey    `th:"phuc_tra"`
	Note       string      `th:"ghi_chu"`
	// LetGo is when an officer decided that a record is no longer to be held: see
	// Grown.
	LetGo Date `th:"thoi_giu"`

	// Merged holds the records that this one was found to be the same child as.
	Merged map[string]bool `th:"gop.*"`
	// Apart holds the records that look like the same child and are not.
	Apart map[string]bool `th:"khac.*"`
	// Handled holds what was decided about remarks and proposals, by their code.
	Handled map[string]Handling `th:"viec.*"`
}

// HasNumber tells whether the person has a number that was not cancelled.
func (p Person) HasNumber() bool { return p.Number.PIN != "" && p.Number.Standing != Cancelled }

// IsEntered tells whether the child stands in the ministry's software.
func (p Person) IsEntered() bool { return p.Entered.On.Known() }
