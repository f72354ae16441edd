package registry

import (
	"encoding/json"
	"slices"
	"strings"

	"thamho.vn/internal/viet"
)

// Proposal is a mend that a person has to agree to: nothing of it is done by
// itself.
type Proposal struct {
	Code   string // of the kind: its words stand under "propose." + Code
	Field  string
	Was    string
	Better string
	Patch  Fields // what agreeing writes
}

// The kinds of proposal.
const (
	ProposeCase  = "case"  // letters all capital, or all small
	ProposeText  = "text"  // spaces, Ð for Đ, letters apart: left by an older list
	ProposePhone = "phone" // a number of before 2018
	ProposeCard  = "card"
)

// ProposalCodes lists the kinds in the order of the screen.
var ProposalCodes = []string{ProposeText, ProposeCase, ProposePhone, ProposeCard}

// Propose says what of a person could be written better. A name keeps its
// spelling: only spaces, letters taken apart, and capitals are spoken of, and
// these too are the certificate's to decide.
func Propose(p Person) []Proposal {
	var out []Proposal
	for _, f := range []struct{ field, text string }{{FieldName, p.Name}, {FieldMother, p.Mother}, {FieldFather, p.Father}} {
		if clean := viet.Clean(f.text); clean != f.text {
			out = append(out, textProposal(ProposeText, f.field, f.text, clean))
		} else if better := viet.ProperCase(f.text); f.text != "" && better != f.text && oneCase(f.text) {
			out = append(out, textProposal(ProposeCase, f.field, f.text, better))
		}
	}
	for _, f := range []struct {
		field  string
		parent Parent
	}{{FieldMotherMore, p.MotherMore}, {FieldFatherMore, p.FatherMore}} {
		if phone, found := JudgePhone(f.parent.Phone); found == PhoneFixed {
			was := f.parent.Phone
			f.parent.Phone = phone
			out = append(out, proposal(ProposePhone, f.field, was, phone, f.parent))
		}
	}
	if card, ok := CleanHealthCard(p.HealthCard.Card); ok && card != p.HealthCard.Card {
		better := p.HealthCard
		better.Card = card
		out = append(out, proposal(ProposeCard, FieldHealthCard, p.HealthCard.Card, card, better))
	}
	return slices.DeleteFunc(out, func(x Proposal) bool { return x.Patch == nil || p.Handled[x.Code] == Skipped })
}

// oneCase tells whether all letters of a text are capitals, or all small.
func oneCase(s string) bool { return s == strings.ToUpper(s) || s == strings.ToLower(s) }

func textProposal(code, field, was, better string) Proposal {
	return proposal(code, field, was, better, better)
}

func proposal(code, field, was, better string, value any) Proposal {
	raw, err := json.Marshal(value)
	if err != nil {
		return Proposal{} // plain structs of strings always encode
	}
	return Proposal{Code: code, Field: field, Was: was, Better: better, Patch: Fields{field: raw}}
}

// Handling is what somebody decided about a remark or a proposal.
type Handling string

// The decisions.
const (
	Skipped   Handling = "bo_qua"
	ToOfficer Handling = "hoi_xa"
	ToFamily  Handling = "hoi_nha" // to be asked at the next visit
)
