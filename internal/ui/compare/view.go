// Package compare shows two records that may be one child side by side. What
// they say alike needs no question; where they differ one digit chooses, and a
// merge can always be taken back.
package compare

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Source does what is chosen.
type Source interface {
	MergeChildren(ctx context.Context, keep, other registry.Record[registry.Person], picks []string) error
	KeepApart(ctx context.Context, a, b registry.Record[registry.Person]) error
	ViewSensitive(ctx context.Context, household, record uuid.UUID, fields ...string) error
}

// Screen is the screen. keep stays when the two are merged.
type Screen struct {
	window      screen.Window
	source      Source
	keep, other registry.Record[registry.Person]
	fields      []string
	choices     []*kit.Choice
	form        *kit.Form
	page        *kit.Page
	saving      bool
}

// compared are the fields that are asked about, in the order of the form.
var compared = []string{
	registry.FieldName, registry.FieldBirth, registry.FieldSex, registry.FieldEthnic, registry.FieldNumber,
	registry.FieldMother, registry.FieldFather, registry.FieldCertificate, registry.FieldBirthPlace, registry.FieldPresence,
}

// New makes the screen. The record that says more is kept.
func New(w screen.Window, source Source, a, b registry.Record[registry.Person]) *Screen {
	s := &Screen{window: w, source: source, keep: a, other: b}
	if len(Differing(b.Value, registry.Person{})) > len(Differing(a.Value, registry.Person{})) {
		s.keep, s.other = b, a
	}
	s.fields = Differing(s.keep.Value, s.other.Value)
	var rows []kit.Row
	for _, field := range s.fields {
		c := kit.NewChoice(screen.FieldText(s.keep.Value, field), screen.FieldText(s.other.Value, field))
		c.SetPicked(Propose(s.keep.Value, s.other.Value, field))
		s.choices = append(s.choices, c)
		row := kit.Row{Key: field, Label: words.Say("field." + field), Fields: []kit.Field{c}, Wide: true}
		if screen.IsSensitive(registry.KindPerson, field) {
			v := screen.NewVeil(c)
			v.OnAsk = func() { s.see(v, field) }
			v.Drop()
			row.Veils = []*kit.Veil{v}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		rows = append(rows, kit.Row{Key: "alike", Label: words.Say("compare.alike"), Static: kit.NewText(words.Say("compare.nothing"), kit.Body), Wide: true, Bare: true})
	}
	merge := kit.NewMainButton(words.Say("compare.merge"), "Ctrl+S", s.Save)
	apart := kit.NewButton(words.Say("compare.apart"), "", s.apart)
	s.form = kit.NewForm(rows, merge, apart)
	s.form.OnEsc = w.Back
	s.page = kit.NewPage(kit.PageParts{
		Title: words.Say("compare.title", words.Args{"name": s.keep.Value.Name}), Body: s.form.View(),
		Foot: kit.NewText(words.Say("compare.foot"), kit.Caption),
	})
	return s
}

// see shows what both say in a sensitive field, once that is noted of both.
func (s *Screen) see(v *kit.Veil, field string) {
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		for _, r := range []registry.Record[registry.Person]{s.keep, s.other} {
			if err := s.source.ViewSensitive(ctx, r.Value.Household, r.ID, field); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	}, func(_ struct{}, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		v.Lift()
	})
}

// Differing returns the compared fields in which two persons differ.
func Differing(a, b registry.Person) []string {
	var out []string
	for _, field := range compared {
		if screen.FieldText(a, field) != screen.FieldText(b, field) {
			out = append(out, field)
		}
	}
	return out
}

// Propose returns the place of the value that says more: 0 for the kept
// record's, 1 for the other's. A number of the police always stays.
func Propose(keep, other registry.Person, field string) int {
	switch {
	case field == registry.FieldNumber && keep.Number.Standing == registry.Verified:
		return 0
	case field == registry.FieldNumber && other.Number.Standing == registry.Verified:
		return 1
	case screen.FieldText(keep, field) == "–", field == registry.FieldBirth && !keep.Birth.Full() && other.Birth.Full():
		return 1
	}
	return 0
}

// picks are the fields in which the other's value was chosen.
func (s *Screen) picks() []string {
	var out []string
	for i, field := range s.fields {
		if s.choices[i].Picked() == 1 {
			out = append(out, field)
		}
	}
	return out
}

// Save merges the two.
func (s *Screen) Save() {
	picks := s.picks()
	s.do(words.Say("compare.merged"), func(ctx context.Context) error {
		return s.source.MergeChildren(ctx, s.keep, s.other, picks)
	})
}

func (s *Screen) apart() {
	s.do(words.Say("compare.keptapart"), func(ctx context.Context) error {
		return s.source.KeepApart(ctx, s.keep, s.other)
	})
}

func (s *Screen) do(said string, act func(context.Context) error) {
	if s.saving {
		return
	}
	s.saving = true
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, act(ctx)
	}, func(_ struct{}, err error) {
		s.saving = false
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Leave(s)
		s.window.Saved(said, s.keep.Value.Name)
	})
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "compare" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Arrive takes the focus.
func (s *Screen) Arrive() {
	s.form.First()
	s.window.Shown(s.Name())
}

// Changed does nothing: what is compared is what was opened.
func (s *Screen) Changed(registry.Signal) {}

// Panel says why the two may be one child.
func (s *Screen) Panel() (string, []kit.Fact) {
	score := match.Compare(match.Of(s.keep.ID, s.keep.Value), match.Of(s.other.ID, s.other.Value))
	return words.Say("clean.why", words.Args{"n": score.Points}), screen.ScoreFacts(score)
}
