package registry

import "github.com/google/uuid"

// Outcome is how a visit ended.
type Outcome string

// The outcomes, in the order of the numbered choice on the visit screen.
const (
	MetNoChange Outcome = "gap_khong_doi"
	MetChanged  Outcome = "gap_co_doi"
	Away        Outcome = "di_vang"
	Refused     Outcome = "chua_ph"
	Left        Outcome = "da_roi"
	Hardship    Outcome = "kho_di_lai"
	NotThere    Outcome = "khong_thay"
)

// Outcomes lists them in that order.
var Outcomes = []Outcome{MetNoChange, MetChanged, Away, Refused, Left, Hardship, NotThere}

// Met tells whether somebody of the household was met.
func (o Outcome) Met() bool { return o == MetNoChange || o == MetChanged }

// Notice is how a written notice was served; "" means none was.
type Notice string

// The ways of a notice.
const (
	NoticeSigned  Notice = "ky_nhan"
	NoticeAbsent  Notice = "vang"
	NoticeRefused Notice = "tu_choi"
)

// Notices lists them in the order of the numbered choice.
var Notices = []Notice{NoticeSigned, NoticeAbsent, NoticeRefused}

// Topic is something that was explained at a visit.
type Topic string

// The topics.
const (
	TopicCard     Topic = "cccd"
	TopicVNeID    Topic = "vneid"
	TopicServices Topic = "dvc" // dịch vụ công trực tuyến
)

// Topics lists them in the order of the numbered choice.
var Topics = []Topic{TopicCard, TopicVNeID, TopicServices}

// Visit is one walk to a household. Who went and when is apart from who typed
// and when; the latter two stand in the change itself. The attempt number and
// the notice number are counted from the visits, never stored.
type Visit struct {
	Household uuid.UUID      `th:"ho"`
	On        Date           `th:"ngay_di"`
	By        string         `th:"nguoi_di"`
	Sheet     int            `th:"to"` // sheet number of the paper
	Outcome   Outcome        `th:"ket_qua"`
	Next      Date           `th:"hen_lai"`
	Notice    Notice         `th:"thong_bao"`
	Explained map[Topic]bool `th:"giai_thich.*"`
	Note      string         `th:"ghi_chu"`
}
