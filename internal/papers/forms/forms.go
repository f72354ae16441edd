package forms

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

//go:embed templates/*.json
var templates embed.FS

// form is a template: a form of the police with its lines.
type form struct {
	Code    string        `json:"code"`
	From    registry.Date `json:"from"`
	Until   registry.Date `json:"until"`
	Title   string        `json:"title"`
	Note    string        `json:"note"`
	Lines   []line        `json:"lines"`
	Declare string        `json:"declare"`
	Signs   []string      `json:"signs"`
}

type line struct {
	Label string `json:"label"`
	Field string `json:"field"`
	Boxes int    `json:"boxes"`
}

// brings is what a family takes where for a reason.
type brings struct {
	Where string   `json:"where"`
	Bring []string `json:"bring"`
}

var (
	allForms   = sync.OnceValue(func() []form { return read[[]form]("forms.json") })
	checklists = sync.OnceValue(func() map[registry.Reason]brings { return read[map[registry.Reason]brings]("checklists.json") })
)

// read decodes a template. Templates are part of the program and read by the
// tests, so a fault in one is a fault of the build.
func read[T any](name string) (out T) {
	raw, err := templates.ReadFile("templates/" + name)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		panic("forms: " + name + ": " + err.Error())
	}
	return out
}

// Codes of the forms.
const (
	DC01 = "dc01" // first collection
	DC02 = "dc02" // what is on record differs
	CT01 = "ct01" // residence
)

// Subject is whom a form is about.
type Subject struct {
	Child     registry.Person
	Household registry.Household
	Hamlet    string // ấp 4, xã Tạ An Khương
	Office    string // CÔNG AN XÃ TẠ AN KHƯƠNG
	Guardian  string // of the data, see Office
}

// For says which form a child's reasons call for.
func For(p registry.Person) string {
	switch {
	case p.Reasons["sl1"] || p.Police == registry.DataDiffer:
		return DC02
	case p.Reasons["ks3"]:
		return CT01
	}
	return DC01
}

// Fill returns a form of that code, as it holds on a day, with what is known
// filled in. ok is false when no form of that code holds then.
func Fill(code string, s Subject, on registry.Date) (doc official.Document, ok bool) {
	for _, f := range allForms() {
		if f.Code == code && !f.From.After(on) && (!f.Until.Known() || !on.After(f.Until)) {
			return f.fill(s), true
		}
	}
	return doc, false
}

func (f form) fill(s Subject) official.Document {
	values := known(s)
	var lines []official.FieldLine
	for _, l := range f.Lines {
		lines = append(lines, official.FieldLine{Label: l.Label, Value: values[l.Field], Boxes: l.Boxes})
	}
	doc := official.Document{Head: official.Head{Agency: s.Office}, Title: []string{f.Title}, Subtitle: []string{f.Note}, Parts: []official.Part{official.Fields{Lines: lines}}, Foot: Foot("Mẫu "+strings.ToUpper(f.Code), s.Guardian)}
	if f.Declare != "" {
		doc.Parts = append(doc.Parts, official.Paragraph{Text: f.Declare, Italic: true})
	}
	for _, title := range f.Signs {
		doc.Signatures = append(doc.Signatures, official.Signature{Title: title, Note: "(Ký, ghi rõ họ tên)"})
	}
	return doc
}

// known is what can be filled in, by the names of the templates. Names stand in
// capitals as on the forms; what is not known stays blank.
func known(s Subject) map[string]string {
	p := s.Child
	cert := strings.Trim(strings.Join([]string{p.Certificate.Number, p.Certificate.Book, p.Certificate.On.String()}, ", "), ", ")
	permanent := p.Permanent
	if permanent == "" && p.Presence.Where == registry.AtHome {
		permanent = s.Hamlet
	}
	head := s.Household.Head
	if p.ToHead != "" {
		head += ", " + p.ToHead
	}
	ask := ""
	if p.Reasons["ks3"] {
		ask = "Đăng ký thường trú cho con"
	}
	return map[string]string{
		"name_caps": strings.ToUpper(p.Name), "birth": p.Birth.String(), "sex": sexNames[p.Sex], "ethnic": p.Ethnic,
		"nationality": p.Nationality, "number": string(p.Number.PIN), "cert": cert, "cert_place": p.Certificate.Place, "origin": p.Origin,
		"permanent": permanent, "temporary": p.Temporary, "living": p.Living, "father": p.Father, "father_number": p.FatherMore.Number,
		"mother": p.Mother, "mother_number": p.MotherMore.Number, "guardian": p.Guardian.Name, "head": head, "phone": s.Household.Phone, "ask": ask,
	}
}

var sexNames = map[registry.Sex]string{registry.Male: "Nam", registry.Female: "Nữ"}

// Checklist is the sheet for a family: per reason what to bring and where. It
// bears no number, so that it can be sent as a message.
func Checklist(s Subject) official.Document {
	doc := official.Document{
		Head: official.Head{Bare: true}, Title: []string{"GIẤY TỜ CẦN MANG THEO"},
		Subtitle: []string{fmt.Sprintf("Trẻ: %s, sinh %s · hộ %s", s.Child.Name, s.Child.Birth, s.Household.Head)},
		Foot:     Foot("Giấy tờ cần mang theo", s.Guardian),
	}
	for _, info := range registry.AllReasons {
		b, ok := checklists()[info.Code]
		if !s.Child.Reasons[info.Code] || !ok {
			continue
		}
		doc.Parts = append(doc.Parts, official.Checklist{Title: b.Where + ":", Items: b.Bring})
	}
	return doc
}

// ChecklistText is the same as a message.
func ChecklistText(s Subject) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Về giấy tờ của cháu %s:\n", s.Child.Name)
	for _, part := range Checklist(s).Parts {
		if c, ok := part.(official.Checklist); ok {
			b.WriteString(c.Title + "\n")
			for _, item := range c.Items {
				b.WriteString("- " + item + "\n")
			}
		}
	}
	return b.String()
}
