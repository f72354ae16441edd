package cleaning

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// shownVersions is how many values of a field can be chosen among by a digit;
// more than two are rare, and the pane shows all.
const shownVersions = 4

// disputed is a field in which two people wrote differently.
type disputed struct {
	record uuid.UUID
	field  string
}

// hides tells whether the values of a dispute wait to be asked for.
func (s *Screen) hides(d *registry.Dispute) bool {
	return screen.IsSensitive(d.Kind, d.Field) && !s.seen[disputed{d.Record, d.Field}]
}

// value is one of the values as it is shown now.
func (s *Screen) value(d *registry.Dispute, v registry.Version) string {
	if s.hides(d) {
		return kit.Hidden
	}
	return screen.ValueText(d.Kind, d.Field, v.Value)
}

// see shows the values of a sensitive field, once that is noted.
func (s *Screen) see(d *registry.Dispute) {
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.source.ViewSensitive(ctx, d.Household, d.Record, d.Field)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.seen[disputed{d.Record, d.Field}] = true
		s.show()
	})
}

// disputeCells shows who it is about, and the first two values beside each other.
func (s *Screen) disputeCells(d *registry.Dispute) []kit.Cell {
	cells := []kit.Cell{{Text: d.Name, Second: screen.FieldName(d.Field) + where(d), Bold: true}}
	for _, v := range d.Versions[:min(len(d.Versions), 2)] {
		cells = append(cells, kit.Cell{Text: s.value(d, v), Second: writer(v)})
	}
	for len(cells) < 3 {
		cells = append(cells, kit.Cell{})
	}
	return cells
}

func where(d *registry.Dispute) string {
	text := ""
	if d.Number > 0 {
		text = " · " + words.Say("dispute.home", words.Args{"stt": words.STT(d.Number)})
	}
	if d.Asked {
		text += " · " + words.Say("dispute.asked")
	}
	return text
}

// writer says who wrote a value, when and where: «A · 10/01/2023 · máy này».
func writer(v registry.Version) string {
	var parts []string
	if v.OfPolice() {
		parts = append(parts, words.Say("dispute.police"))
	}
	if v.By.Name != "" {
		parts = append(parts, v.By.Name)
	}
	if !v.By.At.IsZero() {
		parts = append(parts, v.By.At.Format("15:04 02/01/2006"))
	}
	at := words.Say("dispute.elsewhere")
	if v.Here {
		at = words.Say("dispute.here")
	}
	return strings.Join(append(parts, at), " · ")
}

// disputeOffers: a digit chooses a value. What the police wrote can only be
// agreed to.
func (s *Screen) disputeOffers(d *registry.Dispute) []kit.Act {
	var acts []kit.Act
	blocked := false
	for i, v := range d.Versions[:min(len(d.Versions), shownVersions)] {
		if !d.Choosable(i) {
			blocked = true
			continue
		}
		text := words.Say("dispute.choose", words.Args{"value": s.value(d, v)})
		acts = append(acts, kit.Act{Text: text, Do: func() {
			s.do(func(ctx context.Context) error { return s.source.Settle(ctx, *d, i) })
		}})
	}
	if d.Kind == registry.KindPerson && !blocked && !d.Asked {
		acts = append(acts, kit.Act{Text: words.Say("dispute.ask"), Do: func() {
			s.do(func(ctx context.Context) error { return s.source.AskFamily(ctx, *d) })
		}})
	}
	if registry.IsPhotoField(d.Field) {
		acts = append(acts, kit.Act{Text: words.Say("dispute.seephoto"), Do: func() { s.window.OpenPhotos(d.Kind, d.Record) }})
	}
	acts = append(acts, kit.Act{Text: words.Say("clean.open"), Do: s.open})
	if s.hides(d) { // last: the digits of the others stay theirs
		acts = append(acts, kit.Act{Text: words.Say("dispute.show"), Do: func() { s.see(d) }})
	}
	return acts
}

func (s *Screen) openDisputed(d *registry.Dispute) {
	if d.Kind == registry.KindPerson {
		s.window.OpenChild(d.Household, d.Record)
		return
	}
	s.window.OpenHousehold(d.Household)
}

// disputePanel says all values, each with who wrote it, and what a choice does.
func (s *Screen) disputePanel(d *registry.Dispute) (string, []kit.Fact) {
	var out []kit.Fact
	for i, v := range d.Versions {
		fact := kit.Fact{Label: s.value(d, v), Text: writer(v)}
		if !d.Choosable(i) {
			fact.Text += "\n" + words.Say("dispute.outranked")
		}
		out = append(out, fact)
	}
	return screen.FieldName(d.Field) + " · " + d.Name, append(out, kit.Fact{Text: words.Say("dispute.help")})
}
