package registry

import (
	"sync"

	"github.com/google/uuid"
)

// Circumstance is one of the 14 groups of children in special circumstances, by
// its letter in the Law on Children 2016, Art. 10 (Decree 56/2017 has the
// sub-cases).
type Circumstance string

// CircumstanceInfo is a group with its name and who may see it.
type CircumstanceInfo struct {
	Code  Circumstance
	Name  string
	Class Class
}

// Circumstances lists the groups in the law's order. Groups of violence, abuse,
// offences, drugs, trade and HIV are restricted: they never reach a hamlet's
// scope.
var Circumstances = sync.OnceValue(func() []CircumstanceInfo {
	classes := map[string]Class{"normal": Normal, "health": Sensitive, "restricted": Restricted}
	var out []CircumstanceInfo
	for _, row := range readTable("circumstances.csv") {
		out = append(out, CircumstanceInfo{Circumstance(row[1]), row[2], classes[row[3]]})
	}
	return out
})

// ClassOfCircumstance returns who may see a group; an unknown one is restricted.
func ClassOfCircumstance(code Circumstance) Class {
	for _, c := range Circumstances() {
		if c.Code == code {
			return c.Class
		}
	}
	return Restricted
}

// Spell is for how long a group holds, who says so, and the sub-case in words.
type Spell struct {
	From   Date   `json:"tu,omitzero"`
	Until  Date   `json:"den,omitzero"`
	Source string `json:"nguon,omitempty"`
	Case   string `json:"ro,omitempty"`
}

// Protected is the companion record of a person in the commune's scope: what a
// hamlet's laptop must never hold, nor show that it is there.
type Protected struct {
	Person        uuid.UUID              `th:"nguoi"`
	Circumstances map[Circumstance]Spell `th:"hoan_canh.*,restricted"`
	Note          string                 `th:"ghi_chu,restricted"`
}

// Risks are the tags for what may bring a child into special circumstances
// (Decree 56/2017, Art. 18 asks to look for it). Others may be on record; what
// is protected is none of them.
var Risks = []string{"ly_hon", "di_xa", "kho_khan", "bo_hoc", "song_nuoc"}
