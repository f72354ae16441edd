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
	Household  uuid.UUID       `th:"ho"`
	Name       string          `th:"ho_ten"` // as on the birth certificate, never split or corrected
	OtherName  string          `th:"ten_khac"`
	Birth      Date            `th:"ngay_sinh"`
	Sex        Sex             `th:"gioi_tinh"`
	Ethnic     string          `th:"dan_toc,sensitive"` // name of the ethnic group
	Number     Number          `th:"so_dinh_danh"`
	Mother     string          `th:"me"`
	Father     string          `th:"cha"`
	NoFather   bool            `th:"cha_khong_ghi"` // the certificate names no father: legal, not an error
	ToHead     string          `th:"quan_he"`
	Presence   Presence        `th:"hien_dien"`
	Reasons    map[Reason]bool `th:"ly_do.*"`
	Reviewed   ReviewState     `th:"ra_soat"`
	Police     PoliceState     `th:"cong_an"`
	Entered    Entered         `th:"da_nhap"`
	Resurveyed Resurvey        `th:"phuc_tra"`
	Note       string          `th:"ghi_chu"`
}

// HasNumber tells whether the person has a number that was not cancelled.
func (p Person) HasNumber() bool { return p.Number.PIN != "" && p.Number.Standing != Cancelled }

// IsEntered tells whether the child stands in the ministry's software.
func (p Person) IsEntered() bool { return p.Entered.On.Known() }
