package registry

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// The kinds of record that the law asks for.
const (
	KindRequest   = "request"   // of somebody whose data we hold
	KindConsent   = "consent"   // where the duty of the state does not suffice
	KindComplaint = "complaint" // about how data were handled
)

// Basis is why data may be collected (Law 91/2025/QH15).
type Basis string

// The bases.
const (
	ByDuty    Basis = "nhiem_vu" // the task of a state body, Art. 19.1: needs no consent, and Art. 19.2 asks for safeguards
	ByConsent Basis = "dong_y"   // Art. 9
)

// Collection is a collection of data, and why it may be made.
type Collection struct {
	Code    string
	Basis   Basis
	Article string
}

// Collections are the collections of this program. A household's visit runs on
// the state's duty: no tick-box stands in its way.
var Collections = []Collection{
	{"ra_soat_ho", ByDuty, "Điều 19.1; 2513/LĐTBXH-TTTT"},
	{"danh_sach_cong_an", ByDuty, "Điều 17, 19.1; Nghị định 356 Điều 7"},
	{"phuc_tra", ByDuty, "Điều 19.1; 3978/QĐ-BYT"},
	{"anh_giay_to", ByConsent, "Điều 9.4"},
	{"cong_bo", ByConsent, "Điều 9.4, 24.2; Luật Trẻ em Điều 6"},
	{"chia_se_ngoai", ByConsent, "Điều 9.4, 17"},
}

// BasisOf returns why a collection may be made; a code that is not in the table
// may not be made at all.
func BasisOf(code string) (Collection, bool) {
	for _, c := range Collections {
		if c.Code == code {
			return c, true
		}
	}
	return Collection{}, false
}

// ConsentHow is how consent was given. Silence is none.
type ConsentHow string

// The ways.
const (
	ConsentSigned ConsentHow = "ky"  // on paper, whose picture is kept
	ConsentSpoken ConsentHow = "noi" // before a witness, who is named
	ConsentVNeID  ConsentHow = "dinh_danh_dien_tu"
)

// ConsentAge is the age from which a child has to agree too, where something of
// its private life becomes known (Art. 24.2).
const ConsentAge = 7

// Consent is what somebody agreed to, after which text.
type Consent struct {
	Person     uuid.UUID      `th:"nguoi"`
	Collection string         `th:"viec_thu_thap"`
	Giver      string         `th:"nguoi_dong_y"`
	Relation   Representative `th:"quan_he"`
	How        ConsentHow     `th:"cach"`
	Witness    string         `th:"nguoi_chung_kien"`
	Text       string         `th:"ban_van"` // version of the text that was shown
	ChildToo   bool           `th:"tre_dong_y"`
	On         Date           `th:"ngay"`
	Withdrawn  Date           `th:"ngay_rut"`
}

// Check finds what a consent lacks, for a child born on a day.
func (c Consent) Check(birth Date) *Error {
	collection, known := BasisOf(c.Collection)
	switch {
	case !known || collection.Basis != ByConsent:
		return Bad("consent_not_needed", "viec_thu_thap", nil)
	case c.Giver == "" || c.Relation == "":
		return Bad("consent_giver", "nguoi_dong_y", nil)
	case c.How != ConsentSigned && c.How != ConsentSpoken && c.How != ConsentVNeID:
		return Bad("consent_how", "cach", nil)
	case c.How == ConsentSpoken && c.Witness == "":
		return Bad("consent_witness", "nguoi_chung_kien", nil)
	case c.Text == "":
		return Bad("consent_text", "ban_van", nil)
	case !c.ChildToo && oldEnough(birth, c.On):
		return Bad("consent_child", "tre_dong_y", nil)
	}
	return nil
}

// oldEnough tells whether a child may be seven already: where only the year is
// known, its first day counts.
func oldEnough(birth, on Date) bool {
	if !birth.Known() || !on.Known() {
		return true
	}
	seventh := Date{Year: birth.Year + ConsentAge, Month: max(birth.Month, 1), Day: max(birth.Day, 1)}
	return !seventh.After(on)
}

// Holds tells whether something may be done on a day by virtue of the consent.
func (c Consent) Holds(on Date) bool {
	return !c.On.After(on) && (!c.Withdrawn.Known() || c.Withdrawn.After(on))
}

// RequestKind is what somebody asks for (Decree 356/2025, Art. 5).
type RequestKind string

// The kinds of request.
const (
	AskView     RequestKind = "xem"
	AskCorrect  RequestKind = "sua"
	AskDelete   RequestKind = "xoa"
	AskWithdraw RequestKind = "rut_dong_y"
	AskRestrict RequestKind = "han_che"
	AskObject   RequestKind = "phan_doi"
	AskProtect  RequestKind = "bao_ve"
)

// RequestKinds lists them in the order of the numbered choice.
var RequestKinds = []RequestKind{AskView, AskCorrect, AskDelete, AskWithdraw, AskRestrict, AskObject, AskProtect}

// AckWorkingDays is how soon a request has to be acknowledged.
const AckWorkingDays = 2

// requestDays is how long an answer may take; it may be put off once by as much
// again, if the asker is told why.
var requestDays = map[RequestKind]int{AskView: 10, AskCorrect: 10, AskDelete: 20, AskWithdraw: 15, AskRestrict: 15, AskObject: 15, AskProtect: 15}

// Request is what somebody whose data we hold asked for, and what came of it.
type Request struct {
	Kind     RequestKind    `th:"loai"`
	Unit     uuid.UUID      `th:"don_vi"`
	Person   uuid.UUID      `th:"nguoi"`
	By       string         `th:"nguoi_yeu_cau"`
	Relation Representative `th:"quan_he"`
	Received Date           `th:"ngay_nhan"`
	Acked    Date           `th:"ngay_xac_nhan"`
	Extended Date           `th:"ngay_gia_han"`
	Why      string         `th:"ly_do_gia_han"`
	Closed   Date           `th:"ngay_xong"`
	Refused  bool           `th:"tu_choi"`
	Answer   string         `th:"tra_loi"`
}

// Clock is where a request stands in its time.
type Clock struct {
	AckBy, DueBy Date
	// Left is how many days there are until the next of the two; negative when it
	// is over.
	Left       int
	AckLate    bool
	AnswerLate bool
	Open       bool
	MayPutOff  bool
}

// Clock tells a request's time on a day. off are working days on which nobody
// works: the holidays, which are set from outside.
func (r Request) Clock(today Date, off ...Date) Clock {
	days := requestDays[r.Kind]
	if r.Extended.Known() {
		days *= 2
	}
	c := Clock{AckBy: workingDays(r.Received, AckWorkingDays, off), DueBy: plusDays(r.Received, days), Open: !r.Closed.Known()}
	ackedOn, closedOn := today, today
	if r.Acked.Known() {
		ackedOn = r.Acked
	}
	if r.Closed.Known() {
		closedOn = r.Closed
	}
	c.AckLate, c.AnswerLate = ackedOn.After(c.AckBy), closedOn.After(c.DueBy)
	next := c.DueBy
	if !r.Acked.Known() && c.Open && c.DueBy.After(c.AckBy) {
		next = c.AckBy
	}
	c.Left = daysBetween(today, next)
	c.MayPutOff = c.Open && !r.Extended.Known() && !today.After(c.DueBy)
	return c
}

// Check finds what a request lacks.
func (r Request) Check() *Error {
	switch {
	case requestDays[r.Kind] == 0:
		return Bad("request_kind", "loai", nil)
	case r.By == "":
		return Bad("request_by", "nguoi_yeu_cau", nil)
	case !r.Received.Full():
		return Bad("request_day", "ngay_nhan", nil)
	case r.Closed.Known() && r.Answer == "":
		return Bad("request_answer", "tra_loi", nil)
	case r.Extended.Known() && r.Why == "":
		return Bad("request_why", "ly_do_gia_han", nil)
	case r.Extended.Known() && r.Extended.After(plusDays(r.Received, requestDays[r.Kind])):
		return Bad("request_late", "ngay_gia_han", nil)
	}
	return nil
}

// ComplaintDays is how long an answer to a complaint may take.
const ComplaintDays = 30

// Complaint is a word of protest about how data were handled. Its number is the
// office's own: of the year, counted from 1.
type Complaint struct {
	Number   int       `th:"so"`
	Unit     uuid.UUID `th:"don_vi"`
	By       string    `th:"nguoi_phan_anh"`
	What     string    `th:"noi_dung"`
	Received Date      `th:"ngay_nhan"`
	Answer   string    `th:"tra_loi"`
	Closed   Date      `th:"ngay_xong"`
}

// Code is a complaint's number as papers bear it.
func (c Complaint) Code() string { return fmt.Sprintf("PA-%d-%03d", c.Received.Year, c.Number) }

// DueBy is the last day for its answer.
func (c Complaint) DueBy() Date { return plusDays(c.Received, ComplaintDays) }

// Left is how many days there are until then; negative when it is over.
func (c Complaint) Left(today Date) int { return daysBetween(today, c.DueBy()) }

// Check finds what a complaint lacks.
func (c Complaint) Check() *Error {
	switch {
	case c.By == "":
		return Bad("complaint_by", "nguoi_phan_anh", nil)
	case c.What == "":
		return Bad("complaint_what", "noi_dung", nil)
	case !c.Received.Full():
		return Bad("request_day", "ngay_nhan", nil)
	case c.Closed.Known() && c.Answer == "":
		return Bad("request_answer", "tra_loi", nil)
	}
	return nil
}

func dayTime(d Date) time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

func plusDays(d Date, n int) Date { return DateOf(dayTime(d).AddDate(0, 0, n)) }

func daysBetween(from, to Date) int { return int(dayTime(to).Sub(dayTime(from)) / (24 * time.Hour)) }

// workingDays goes on by so many days on which an office works.
func workingDays(d Date, n int, off []Date) Date {
	for n > 0 {
		d = plusDays(d, 1)
		if w := dayTime(d).Weekday(); w != time.Saturday && w != time.Sunday && !slices.Contains(off, d) {
			n--
		}
	}
	return d
}
