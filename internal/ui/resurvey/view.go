// Package resurvey is the second look (phúc tra) at a drawn sample of the
// children who were entered: does what stands there agree with the family's
// papers.
package resurvey

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// sampleSize is how many children of a hamlet are looked at again in a month.
const sampleSize = 10

// Source is the work of the screen.
type Source interface {
	Sample(ctx context.Context, hamlet uuid.UUID, n int, seed string) ([]registry.Record[registry.Person], error)
	Resurvey(ctx context.Context, child registry.Record[registry.Person], result registry.Resurvey) error
	AgreementRate(ctx context.Context, hamlet uuid.UUID) (agreed, looked int, err error)
	Today() registry.Date
}

// child is a line of the sample.
type child = registry.Record[registry.Person]

// sample is all that the screen shows.
type sample struct {
	children       []child
	agreed, looked int
}

// Screen is the screen.
type Screen struct {
	window   screen.Window
	source   Source
	hamlet   uuid.UUID
	question work.Latest
	sample   sample
	list     *kit.List[child]
	acts     *kit.Acts
	empty    *kit.Empty
	page     *kit.Page
	busy     bool
}

// New makes the screen for a hamlet.
func New(w screen.Window, source Source, hamlet uuid.UUID) *Screen {
	s := &Screen{window: w, source: source, hamlet: hamlet}
	s.list = kit.NewList[child](kit.Rows[child](nil), []kit.Column{
		{Title: words.Say("child.name"), Weight: 3, Least: 150},
		{Title: words.Say("child.birth"), Least: 100},
		{Title: words.Say("child.number"), Least: 168},
		{Title: words.Say("child.mother"), Weight: 2},
		{Title: words.Say("resurvey.result"), Least: 110},
	}, cells)
	s.acts = kit.NewActs(
		kit.Act{Text: words.Say("resurvey.khop"), Do: func() { s.write(registry.Agrees) }},
		kit.Act{Text: words.Say("resurvey.lech"), Do: func() { s.write(registry.Differs) }},
		kit.Act{Text: words.Say("resurvey.open"), Do: s.open},
	)
	s.acts.SetOnKey(kit.Steer(s.list))
	s.list.OnOpen = func(int) { s.open() }
	s.empty = kit.NewEmpty(words.Say("resurvey.none"))
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("resurvey.title"), Body: s.list, Foot: s.acts})
	return s
}

func cells(r child) []kit.Cell {
	p := r.Value
	result := kit.Cell{Text: words.Say("resurveyed." + string(p.Resurveyed)), Quiet: p.Resurveyed == registry.NotResurveyed}
	switch p.Resurveyed {
	case registry.Agrees:
		result.Level = kit.Good
	case registry.Differs:
		result.Level = kit.Warn
	}
	return []kit.Cell{{Text: p.Name, Bold: true}, kit.Say(p.Birth.String()), kit.Say(p.Number.PIN.Grouped()), kit.Say(p.Mother), result}
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "resurvey" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Hamlet is the hamlet of the sample.
func (s *Screen) Hamlet() uuid.UUID { return s.hamlet }

// Arrive takes the focus and draws the sample.
func (s *Screen) Arrive() {
	kit.Focus(s.acts)
	s.read()
}

// Changed draws anew when a child moved.
func (s *Screen) Changed(sig registry.Signal) {
	if sig.Kind == registry.KindPerson {
		s.read()
	}
}

// read draws this month's sample: anybody who draws it gets the same.
func (s *Screen) read() {
	work.Ask(&s.question, s.window.Runner(), s.window.Context(), func(ctx context.Context) (out sample, err error) {
		month := s.source.Today().ISO()[:len("2006-01")]
		if out.children, err = s.source.Sample(ctx, s.hamlet, sampleSize, month); err != nil {
			return out, err
		}
		out.agreed, out.looked, err = s.source.AgreementRate(ctx, s.hamlet)
		return out, err
	}, func(out sample, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.show(out)
	})
}

func (s *Screen) show(out sample) {
	at := s.list.Current()
	s.sample = out
	s.page.SetTitle(words.Say("resurvey.titlen", words.Args{"where": s.window.NameOf(s.hamlet)}))
	if out.looked > 0 {
		s.page.SetNote(words.Say("resurvey.rate", words.Args{"agreed": out.agreed, "looked": out.looked, "percent": out.agreed * 100 / out.looked}))
	}
	s.list.SetModel(kit.Rows[child](out.children))
	s.list.Choose(min(max(at, 0), len(out.children)-1))
	if len(out.children) == 0 {
		s.page.SetBody(s.empty)
	} else {
		s.page.SetBody(s.list)
	}
	s.window.Shown(s.Name())
}

// write notes the result of the chosen child and goes on to the next.
func (s *Screen) write(result registry.Resurvey) {
	row, ok := s.list.CurrentRow()
	if s.busy || !ok || len(s.sample.children) == 0 {
		return
	}
	s.busy = true
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.source.Resurvey(ctx, row, result)
	}, func(_ struct{}, err error) {
		s.busy = false
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Saved(words.Say("resurvey.saved", words.Args{"name": row.Value.Name}), "")
		s.list.Choose(min(s.list.Current()+1, len(s.sample.children)-1))
		s.read()
	})
}

// open shows the chosen child: what differs is put right there.
func (s *Screen) open() {
	if row, ok := s.list.CurrentRow(); ok && len(s.sample.children) > 0 {
		s.window.OpenChild(row.Value.Household, row.ID)
	}
}
