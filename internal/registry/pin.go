package registry

import (
	"log/slog"
	"strings"
)

// PIN is a personal identification number (số định danh cá nhân): 12 digits as
// text, never a number. The zero PIN is "none". It prints as *** in logs.
type PIN string

// LogValue hides the number.
func (PIN) LogValue() slog.Value { return slog.StringValue("***") }

// Grouped writes the number as people read it aloud: 096 215 900 123.
func (p PIN) Grouped() string {
	if len(p) != 12 {
		return string(p)
	}
	return string(p[0:3] + " " + p[3:6] + " " + p[6:9] + " " + p[9:12])
}

// Source says where a number was read (FACTS 1.2).
type Source string

// The sources.
const (
	FromCertificate Source = "gks"   // giấy khai sinh
	FromCard        Source = "the"   // thẻ căn cước
	FromPolice      Source = "cax"   // công an xã
	FromVNeID       Source = "vneid" // VNeID
	FromFamily      Source = "gd"    // gia đình nói
)

// Standing says how much a number is to be believed.
type Standing string

// The standings. Only the police verify; a family's word is not a verified number.
const (
	NoNumber  Standing = ""
	Declared  Standing = "khai"     // gia đình khai
	Verified  Standing = "xac_nhan" // công an xác nhận
	Cancelled Standing = "huy"      // số đã huỷ, cấp lại
)

// Number is a person's number with where it came from and how far it is
// believed. It is one field: its parts never merge apart.
type Number struct {
	PIN      PIN      `json:"so"`
	Source   Source   `json:"nguon,omitempty"`
	Standing Standing `json:"tt,omitempty"`
	On       Date     `json:"ngay,omitzero"`
	Reason   string   `json:"ly_do,omitempty"` // why it stands although it disagrees with birth year or sex
}

// PINFinding is what reading a typed number says about it. The codes are those
// of the cleaning command.
type PINFinding string

// The findings.
const (
	PINOk         PINFinding = "ok"
	PINMissing    PINFinding = "missing"
	PINFixed      PINFinding = "fix"           // spaces, dots, letters or lost zeros put right
	PINWrong      PINFinding = "error"         // not 12 digits
	PINIsCMND     PINFinding = "error:cmnd"    // 9 digits: a parent's old card
	PINIsBHYT     PINFinding = "error:bhyt"    // a health card's number
	PINDummy      PINFinding = "error:dummy"   // 000000000000 and the like
	PINOtherSex   PINFinding = "warn:sex"      // digit 4 says the other sex
	PINOtherYear  PINFinding = "warn:year"     // digits 5–6 say another year
	PINOldCentury PINFinding = "warn:century"  // digit 4 says 19xx for a child of 20xx
	PINAdult      PINFinding = "warn:adult"    // an adult's number
	PINNoProvince PINFinding = "warn:province" // no such province code
	PINForeign    PINFinding = "info:foreign"  // registered abroad
)

// CleanPIN takes out what people type between digits, full-width digits and
// the letter O. It does not judge the result.
func CleanPIN(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case r == 'O' || r == 'o':
			b.WriteByte('0')
		case strings.ContainsRune(" .,-'’`\u00a0\u200b\t", r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
