package forms

import (
	"bytes"
	"strings"
	"testing"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

var day = registry.Date{Year: 2023, Month: 1, Day: 10}

func subject() Subject {
	return Subject{
		Child: registry.Person{
			Name: "Nguyễn Thị Bích Ngọc", Birth: registry.Date{Year: 2015, Month: 3, Day: 5}, Sex: registry.Female, Ethnic: "Kinh",
			Mother: "Trần Thị Mỹ Hoà", NoFather: true, Reasons: registry.Reasons{"ks2": true}, Presence: registry.Presence{Where: registry.AtHome},
		},
		Household: registry.Household{Head: "Trần Thị Mỹ Hoà", Phone: "0912345678"}, Hamlet: "ấp 4, xã Tạ An Khương", Office: "CÔNG AN XÃ TẠ AN KHƯƠNG",
	}
}

func fieldsOf(d official.Document) map[string]string {
	out := map[string]string{}
	for _, part := range d.Parts {
		if f, ok := part.(official.Fields); ok {
			for _, l := range f.Lines {
				out[l.Label] = l.Value
			}
		}
	}
	return out
}

func TestDC01IsFilledInWithWhatIsKnown(t *testing.T) {
	t.Parallel()
	doc, ok := Fill(DC01, subject(), day)
	if !ok {
		t.Fatal("no DC01 holds in 2023")
	}
	got := fieldsOf(doc)
	for label, want := range map[string]string{
		"1. Họ, chữ đệm và tên khai sinh": "NGUYỄN THỊ BÍCH NGỌC", "2. Ngày, tháng, năm sinh": "05/3/2015", "6. Số định danh cá nhân": "",
		"10. Nơi thường trú": "ấp 4, xã Tạ An Khương", "12. Họ tên cha": "",
	} {
		if got[label] != want {
			t.Errorf("%s: %q, want %q", label, got[label], want)
		}
	}
	if _, ok := Fill(DC01, subject(), registry.Date{Year: 2019, Month: 1, Day: 1}); ok {
		t.Error("the form of 2021 was filled in for 2019")
	}
}

func TestTheReasonsCallForTheirForm(t *testing.T) {
	t.Parallel()
	for reason, want := range map[registry.Reason]string{"ks1": DC01, "ks2": DC01, "ks3": CT01, "sl1": DC02} {
		if got := For(registry.Person{Reasons: registry.Reasons{reason: true}}); got != want {
			t.Errorf("%s calls for %s, want %s", reason, got, want)
		}
	}
}

func TestEveryReasonHasItsChecklistAndTheMessageNoNumber(t *testing.T) {
	t.Parallel()
	s := subject()
	s.Child.Number.PIN = "096315900123"
	for _, info := range registry.AllReasons {
		s.Child.Reasons = registry.Reasons{info.Code: true}
		if len(Checklist(s).Parts) != 1 {
			t.Errorf("%s has no checklist", info.Code)
		}
		text := ChecklistText(s)
		if strings.Contains(text, "096") || !strings.Contains(text, s.Child.Name) {
			t.Errorf("message for %s: %s", info.Code, text)
		}
	}
}

func TestPoliceListHasNumberDateSTTAndSignatures(t *testing.T) {
	t.Parallel()
	l := registry.PoliceList{Code: "DS-01", On: day, By: "Lê Văn A"}
	o := Office{Agency: "UỶ BAN NHÂN DÂN XÃ TẠ AN KHƯƠNG", Place: "Tạ An Khương", Police: "CÔNG AN XÃ TẠ AN KHƯƠNG", Guardian: "Bà B"}
	doc := PoliceList(l, []registry.Person{subject().Child, subject().Child}, "ấp 4, xã Tạ An Khương", o)

	if doc.Head.Number != "Số: ……/DS-UBND" || doc.Head.Place != "Tạ An Khương, ngày 10 tháng 01 năm 2023" || !doc.Landscape {
		t.Errorf("head %+v", doc.Head)
	}
	table := doc.Parts[0].(official.Table)
	if table.Rows[1][0] != "2" || table.Rows[0][5] != "không có trong giấy khai sinh" || len(doc.Signatures) != 3 {
		t.Errorf("rows %v", table.Rows)
	}
	if !strings.Contains(doc.Foot, "DS-01") || !strings.Contains(doc.Foot, "Bà B") {
		t.Errorf("foot %q", doc.Foot)
	}
	for _, write := range []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return doc.PDF(b) }, func(b *bytes.Buffer) error { return doc.DOCX(b) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil || b.Len() < 1000 {
			t.Errorf("%d bytes, %v", b.Len(), err)
		}
	}
	l.Number = "15/DS-UBND"
	if got := PoliceList(l, nil, "", o).Head.Number; got != "Số: 15/DS-UBND" {
		t.Errorf("with the clerk's number: %q", got)
	}
}

func TestExportsKnowTheirFields(t *testing.T) {
	t.Parallel()
	s := subject()
	s.Household.Number = 47
	s.Child.Number.PIN, s.Child.Guardian.Name, s.Child.Father = "096315900123", "Bà Năm", "Nguyễn Văn Quý"
	for _, e := range Exports() {
		for i, cell := range e.Row(1, s) {
			if cell == "" {
				t.Errorf("%s: nothing under %s", e.Code, e.Head()[i])
			}
		}
	}
	if lacking := Exports()[2]; lacking.Takes(s.Child) || !lacking.Takes(subject().Child) {
		t.Error("the list of those without a number takes the wrong ones")
	}
}
