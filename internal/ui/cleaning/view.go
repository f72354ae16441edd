// Package cleaning is the screen of the desk work on records: proposals to
// agree to, records that may be one child, rows of imported lists that wait, and
// remarks that only a paper can settle. The focus stays on the numbered acts;
// ↑↓ move the row they are about.
package cleaning

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Window is what the screen asks of the window besides what all ask.
type Window interface {
	screen.Window
	// Compare shows two records side by side, to be merged or kept apart.
	Compare(a, b registry.Record[registry.Person])
}

// Screen is the screen.
type Screen struct {
	window   Window
	source   Source
	counted  func(n int)
	question work.Latest
	soon     work.Soon // many records may move at once
	heaps    heaps
	seen     map[disputed]bool // sensitive values that were asked for
	kind     kind
	read     bool
	filter   *kit.Choice
	list     *kit.List[line]
	acts     *kit.Acts
	empty    *kit.Empty
	page     *kit.Page
}

// New makes the screen; counted is told how much work there is.
func New(w Window, source Source, counted func(n int)) *Screen {
	s := &Screen{window: w, source: source, counted: counted, kind: -1, seen: map[disputed]bool{}, soon: work.Soon{Runner: w.Runner(), Delay: screen.Settle}}
	s.filter = kit.NewChoice(words.Say("clean.proposals"), words.Say("clean.doubles"), words.Say("clean.held"), words.Say("clean.remarks"), words.Say("clean.disputes"))
	s.filter.OnPick = func(i int) { s.choose(kind(max(i, 0))) }
	s.filter.SetOnKey(s.down)
	s.list = kit.NewTallList[line](rows(nil), columns(), s.cells)
	s.list.OnMove = func(int) {
		s.acts.SetActs(s.offers()...)
		s.window.PanelChanged()
	}
	s.list.OnOpen = func(int) { s.open() }
	s.list.OnTop = func() { kit.Focus(s.filter) }
	s.acts = kit.NewActs()
	s.acts.SetOnKey(kit.Steer(s.list))
	s.empty = kit.NewEmpty(words.Say("clean.none"))
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("clean.reading"), Above: []fyne.CanvasObject{s.filter}, Body: s.list, Foot: s.acts})
	return s
}

// rows are the lines of one heap.
type rows []line

// Length implements kit.Model.
func (r rows) Length() int { return len(r) }

// Row implements kit.Model.
func (r rows) Row(i int) (line, bool) { return r[i], true }

func columns() []kit.Column {
	return []kit.Column{
		{Title: words.Say("clean.child"), Weight: 5}, {Title: words.Say("clean.now"), Weight: 5}, {Title: words.Say("clean.better"), Weight: 5},
	}
}

// cells shows a line of any heap.
func (s *Screen) cells(l line) []kit.Cell {
	switch {
	case l.task != nil:
		return taskCells(l.task)
	case l.pair != nil:
		return pairCells(l.pair)
	case l.dispute != nil:
		return s.disputeCells(l.dispute)
	}
	return heldCells(l.held)
}

func taskCells(t *fieldwork.Task) []kit.Cell {
	p := t.Child.Value
	who := kit.Cell{Text: p.Name, Second: words.Say("clean.where", words.Args{"birth": p.Birth.String(), "stt": words.STT(t.Household.Number)}), Bold: true}
	if t.IsProposal() {
		why := words.Say("propose." + t.Code())
		if p.Handled[t.Code()] == registry.ToOfficer {
			why = words.Say("clean.toofficer")
		}
		return []kit.Cell{who, {Text: t.Proposal.Was, Second: why}, {Text: t.Proposal.Better, Bold: true}}
	}
	second := words.Say("field." + t.Finding.Field)
	if p.Handled[t.Code()] == registry.ToOfficer {
		second = words.Say("clean.toofficer")
	}
	return []kit.Cell{who, {Text: shown(p, t.Finding.Field), Second: second}, {Text: screen.Words(t.Finding), Level: kit.Warn}}
}

// shown is a field as a list shows it.
func shown(p registry.Person, field string) string {
	switch field {
	case registry.FieldNumber:
		return p.Number.PIN.Grouped()
	case registry.FieldBirth:
		return p.Birth.String()
	case registry.FieldMother, registry.FieldMotherMore:
		return p.Mother
	case registry.FieldFather, registry.FieldFatherMore:
		return p.Father
	case registry.FieldHealthCard:
		return p.HealthCard.Card
	}
	return p.Name
}

func pairCells(p *fieldwork.Pair) []kit.Cell {
	a, b := p.A.Value, p.B.Value
	return []kit.Cell{
		{Text: a.Name, Second: facts(a), Bold: true},
		{Text: b.Name, Second: facts(b), Bold: true},
		{Text: words.Say("clean.points", words.Args{"n": p.Score.Points}), Second: screen.ScoreLine(p.Score)},
	}
}

func facts(p registry.Person) string {
	text := p.Birth.String()
	if p.HasNumber() {
		text += " · " + p.Number.PIN.Grouped()
	}
	return text
}

func heldCells(h *fieldwork.HeldRow) []kit.Cell {
	p := h.Read.Person
	return []kit.Cell{
		{Text: p.Name, Second: facts(p), Bold: true},
		{Text: h.Read.Hamlet, Second: words.Say("clean.row", words.Args{"n": h.Row})},
		{Text: words.Say("heldwhy." + string(h.Reason)), Level: kit.Warn},
	}
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "cleaning" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Arrive takes the focus and reads the work anew.
func (s *Screen) Arrive() {
	kit.Focus(s.acts)
	s.Reload()
}

// Changed reads anew when records moved.
func (s *Screen) Changed(sig registry.Signal) {
	if sig.Kind != registry.SignalSync {
		s.soon.Do(s.Reload)
	}
}

// Reload reads the work anew; the row stays where it was.
func (s *Screen) Reload() {
	s.soon.Drop()
	work.Ask(&s.question, s.window.Runner(), s.window.Context(), func(ctx context.Context) (heaps, error) {
		return read(ctx, s.source, s.window.Hamlet())
	}, func(h heaps, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.heaps, s.read = h, true
		if s.kind < 0 {
			s.kind = h.first()
		}
		s.counted(h.total())
		s.show()
		s.window.Shown(s.Name())
	})
}

func (s *Screen) choose(k kind) {
	s.kind = k
	s.filter.SetPicked(int(k))
	s.show()
}

// show draws the chosen heap.
func (s *Screen) show() {
	at := s.list.Current()
	lines := s.heaps[s.kind]
	s.page.SetTitle(words.Say("clean.title", words.Args{"n": viet.FormatInt(s.heaps.total())}))
	for k := range kinds {
		s.filter.SetCount(int(k), viet.FormatInt(len(s.heaps[k])))
	}
	s.filter.SetPicked(int(s.kind))
	s.list.SetModel(rows(lines))
	s.list.Choose(min(max(at, 0), len(lines)-1))
	s.acts.SetActs(s.offers()...)
	if len(lines) == 0 {
		s.page.SetBody(s.empty)
		kit.Focus(s.filter) // there is nothing to do about no row
	} else {
		s.page.SetBody(s.list)
	}
	s.window.PanelChanged()
}

// offers are the acts about the chosen row.
func (s *Screen) offers() []kit.Act {
	l, ok := s.list.CurrentRow()
	if !ok || len(s.heaps[s.kind]) == 0 {
		return nil
	}
	switch {
	case l.pair != nil:
		return []kit.Act{
			{Text: words.Say("clean.compare"), Do: s.open},
			{Text: words.Say("clean.apart"), Do: func() { s.do(func(ctx context.Context) error { return s.source.KeepApart(ctx, l.pair.A, l.pair.B) }) }},
		}
	case l.held != nil:
		return s.heldOffers(l.held)
	case l.dispute != nil:
		return s.disputeOffers(l.dispute)
	}
	return s.taskOffers(l.task)
}

func (s *Screen) taskOffers(t *fieldwork.Task) []kit.Act {
	var acts []kit.Act
	if t.IsProposal() {
		all := s.heaps.alike(t)
		acts = append(acts, kit.Act{Text: words.Say("clean.agree"), Do: func() { s.do(func(ctx context.Context) error { return s.source.Agree(ctx, *t) }) }})
		if len(all) > 1 {
			text := words.Say("clean.agreeall", words.Args{"n": viet.FormatInt(len(all))})
			acts = append(acts, kit.Act{Text: text, Do: func() { s.do(func(ctx context.Context) error { return s.source.Agree(ctx, all...) }) }})
		}
	} else {
		acts = append(acts, kit.Act{Text: words.Say("clean.open"), Do: s.open})
	}
	decide := func(h registry.Handling) func() {
		return func() { s.do(func(ctx context.Context) error { return s.source.Decide(ctx, *t, h) }) }
	}
	return append(acts,
		kit.Act{Text: words.Say("clean.skip"), Do: decide(registry.Skipped)},
		kit.Act{Text: words.Say("clean.officer"), Do: decide(registry.ToOfficer)})
}

func (s *Screen) heldOffers(h *fieldwork.HeldRow) []kit.Act {
	settle := func(same bool) func() {
		return func() {
			hamlet := s.window.Hamlet()
			s.do(func(ctx context.Context) error { return s.source.SettleHeld(ctx, *h, same, hamlet) })
		}
	}
	var acts []kit.Act
	if h.Reason == registry.HeldMaybeSame {
		acts = append(acts, kit.Act{Text: words.Say("clean.same"), Do: settle(true)}, kit.Act{Text: words.Say("clean.open"), Do: s.open})
	}
	return append(acts,
		kit.Act{Text: words.Say("clean.new"), Do: settle(false)},
		kit.Act{Text: words.Say("clean.drop"), Do: func() { s.do(func(ctx context.Context) error { return s.source.DropHeld(ctx, *h) }) }})
}

// do runs an act; the store's signal brings the new state.
func (s *Screen) do(act func(context.Context) error) {
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, act(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Saved(words.Say("clean.done"), "")
		s.Reload()
	})
}

// open shows the record, or two side by side.
func (s *Screen) open() {
	l, ok := s.list.CurrentRow()
	switch {
	case !ok:
	case l.pair != nil:
		s.window.Compare(l.pair.A, l.pair.B)
	case l.task != nil:
		s.window.OpenChild(l.task.Child.Value.Household, l.task.Child.ID)
	case l.dispute != nil:
		s.openDisputed(l.dispute)
	case l.held.Record != uuid.Nil:
		s.openChild(l.held.Record)
	}
}

// openChild shows the child that a held row may be.
func (s *Screen) openChild(id uuid.UUID) {
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (registry.Record[registry.Person], error) {
		return s.source.Person(ctx, id)
	}, func(rec registry.Record[registry.Person], err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.OpenChild(rec.Value.Household, rec.ID)
	})
}

// down goes from the filter to the acts.
func (s *Screen) down(k kit.Key) bool {
	if k.Name != fyne.KeyDown && !k.Enter() {
		return false
	}
	if len(s.heaps[max(s.kind, 0)]) > 0 {
		kit.Focus(s.acts)
	}
	return true
}

// Panel says all about the chosen row: what a held row had in the file, why two
// records may be one child.
func (s *Screen) Panel() (string, []kit.Fact) {
	l, ok := s.list.CurrentRow()
	if !ok || len(s.heaps[s.kind]) == 0 {
		return words.Say("clean.help"), []kit.Fact{{Text: words.Say("clean.helptext")}}
	}
	switch {
	case l.pair != nil:
		return words.Say("clean.why", words.Args{"n": l.pair.Score.Points}), screen.ScoreFacts(l.pair.Score)
	case l.dispute != nil:
		return s.disputePanel(l.dispute)
	case l.held != nil:
		var out []kit.Fact
		for _, c := range l.held.Cells {
			if c != "" {
				out = append(out, kit.Fact{Text: c})
			}
		}
		return words.Say("clean.row", words.Args{"n": l.held.Row}), out
	}
	p := l.task.Child.Value
	return p.Name, []kit.Fact{
		{Label: words.Say("child.birth"), Text: p.Birth.String()},
		{Label: words.Say("child.number"), Text: p.Number.PIN.Grouped()},
		{Label: words.Say("child.mother"), Text: p.Mother},
		{Label: words.Say("child.father"), Text: p.Father},
	}
}
