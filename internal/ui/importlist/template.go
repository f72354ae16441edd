package importlist

import (
	"context"
	"encoding/json"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/ui/words"
)

// kind is a list that the wizard knows: whose it is, and what its columns mean
// by what was said of such lists before.
type kind struct {
	code   string
	source fieldwork.ListSource
	// odd lists are of numbers that are none: what is written there is kept beside
	// the child, for who goes and looks at the paper.
	odd bool
}

// kinds in the order of the choice. Three are the exports of the ministry's
// software with which the four steps begin (2513/LĐTBXH-TTTT, step 1).
var kinds = []kind{
	{code: "some", source: fieldwork.SomeList},
	{code: "ministry_none", source: fieldwork.MinistryList},
	{code: "ministry_odd", source: fieldwork.MinistryList, odd: true},
	{code: "ministry_lack", source: fieldwork.MinistryList},
	{code: "whole", source: fieldwork.WholeList},
}

func kindNames() (out []string) {
	for _, k := range kinds {
		out = append(out, words.Say("listkind."+k.code))
	}
	return out
}

// kindOf is the place of a kind, 0 when there is none of that code.
func kindOf(code string) int {
	for i, k := range kinds {
		if k.code == code {
			return i
		}
	}
	return 0
}

// template says which field a title means, by intake.TitleKey.
type template map[string]intake.Field

func templateKey(code string) string { return "list.kind." + code }

// readTemplates reads what is known of each kind.
func readTemplates(ctx context.Context, s Source) (map[string]template, error) {
	out := map[string]template{}
	for _, k := range kinds {
		raw, err := s.Setting(ctx, templateKey(k.code))
		if err != nil {
			return nil, err
		}
		t := template{}
		_ = json.Unmarshal([]byte(raw), &t) // what can't be read is asked anew
		out[k.code] = t
	}
	return out, nil
}

// apply says what a layout's columns hold where the template knows their titles.
func (t template) apply(l intake.Layout) []intake.Field {
	out := append([]intake.Field(nil), l.Columns...)
	for i, title := range l.Titles {
		if f, ok := t[intake.TitleKey(title)]; ok {
			out[i] = f
		}
	}
	return out
}

// learn takes over what was said of a list.
func (t template) learn(l intake.Layout) {
	for i, title := range l.Titles {
		if key := intake.TitleKey(title); key != "" {
			t[key] = l.Columns[i]
		}
	}
}

// kept is what is stored of a list's head: what its columns hold, and of which
// kind it was said to be.
type kept struct {
	Columns []intake.Field `json:"muc"`
	Kind    string         `json:"loai"`
}

func (k *kept) read(raw string) bool {
	if json.Unmarshal([]byte(raw), k) == nil {
		return true
	}
	return json.Unmarshal([]byte(raw), &k.Columns) == nil // of an earlier version
}
