// Package household is the page of one household: its children and adults, and
// the visits, newest first.
package household

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Source answers what the page shows.
type Source interface {
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Today() registry.Date
}

// Page is the screen.
type Page struct {
	window screen.Window
	source Source
	id     uuid.UUID
	hamlet func(uuid.UUID) string
	shown  func()

	question work.Latest
	record   registry.HouseholdPage
	people   []registry.Record[registry.Person]
	list     *kit.List[registry.Record[registry.Person]]
	empty    *kit.Empty
	page     *kit.Page
}

// New makes the page of a household; hamlet names a hamlet.
func New(w screen.Window, source Source, id uuid.UUID, hamlet func(uuid.UUID) string, shown func()) *Page {
	p := &Page{window: w, source: source, id: id, hamlet: hamlet, shown: shown}
	p.list = kit.NewTallList[registry.Record[registry.Person]](kit.Rows[registry.Record[registry.Person]](nil), columns(), p.cells)
	p.list.OnOpen = func(int) { p.Open() }
	p.empty = kit.NewEmpty(words.Say("page.nochild"), kit.Act{Text: words.Say("page.addchild"), Do: p.Add})
	p.page = kit.NewPage(kit.PageParts{
		Title: " ", Body: p.list, Foot: kit.NewText(words.Say("page.foot"), kit.Caption),
		Acts: []*kit.Button{kit.NewButton(words.Say("page.addchild"), "Ctrl+N", p.Add), kit.NewMainButton(words.Say("page.visit"), "Ctrl+T", p.Visit)},
	})
	return p
}

func columns() []kit.Column {
	return []kit.Column{
		{Title: words.Say("page.name"), Weight: 4, Least: 140},
		{Title: words.Say("page.birth"), Weight: 2, Least: 80},
		{Title: words.Say("page.number"), Weight: 4, Least: 130},
		{Title: words.Say("page.review"), Weight: 1, Least: 70},
		{Title: words.Say("page.police"), Weight: 2, Least: 70},
		{Title: words.Say("page.entered"), Weight: 2, Least: 90},
		{Title: words.Say("page.receipt"), Weight: 2, Least: 90},
	}
}

func (p *Page) cells(r registry.Record[registry.Person]) []kit.Cell {
	v := r.Value
	receipt := kit.Cell{Text: words.Receipt(r.Receipt), Quiet: r.Receipt == registry.AtProvince}
	if len(r.Conflicts) > 0 {
		receipt = kit.Cell{Text: words.Say("disputed"), Level: kit.Warn}
	}
	if v.Birth.Known() && !v.Birth.IsChild(p.source.Today()) {
		return []kit.Cell{{Text: v.Name}, kit.Say(v.Birth.String()), {Text: v.Number.PIN.Grouped(), Quiet: true}, kit.Say(""), kit.Say(""), kit.Say(""), receipt}
	}
	return []kit.Cell{{Text: v.Name, Bold: true}, kit.Say(v.Birth.String()), numberCell(v), reviewCell(v), kit.Say(words.Say("police." + string(v.Police))), enteredCell(v), receipt}
}

func numberCell(p registry.Person) kit.Cell {
	if p.HasNumber() {
		cell := kit.Say(p.Number.PIN.Grouped())
		if p.Number.Standing != registry.NoNumber {
			cell.Second = words.Say("number." + string(p.Number.Standing))
		}
		return cell
	}
	cell := kit.Cell{Text: words.Say("number.none"), Level: kit.Warn}
	for _, r := range registry.Reasons {
		if p.Reasons[r.Code] {
			cell.Second = words.Say("reason." + string(r.Code))
			break
		}
	}
	return cell
}

func reviewCell(p registry.Person) kit.Cell {
	if missing := p.Missing(); len(missing) > 0 {
		return kit.Cell{Text: words.Say("review.lacks", words.Args{"n": len(missing)}), Level: kit.Warn}
	}
	return kit.Say(words.Say("review.full"))
}

func enteredCell(p registry.Person) kit.Cell {
	if p.IsEntered() {
		return kit.Say(words.Say("entered.yes"))
	}
	return kit.Cell{Text: words.Say("entered.no"), Quiet: true}
}

// Name names the screen in the log.
func (p *Page) Name() string { return "household" }

// View returns the screen.
func (p *Page) View() fyne.CanvasObject { return p.page }

// Arrive reads the household anew and takes the focus.
func (p *Page) Arrive() {
	kit.Focus(p.list)
	p.read()
}

// Changed re-reads the page.
func (p *Page) Changed(registry.Signal) { p.read() }

func (p *Page) read() {
	work.Ask(&p.question, p.window.Runner(), p.window.Context(), func(ctx context.Context) (registry.HouseholdPage, error) {
		return p.source.Household(ctx, p.id)
	}, p.show)
}

func (p *Page) show(record registry.HouseholdPage, err error) {
	if registry.CodeOf(err) == registry.NotFound {
		p.window.Fail(err)
		p.window.Back()
		return
	}
	if err != nil {
		p.window.Fail(err)
		return
	}
	p.record = record
	h := record.Household.Value
	p.page.SetTitle(words.Say("page.title", words.Args{"stt": words.STT(h.Number), "head": h.Head}))
	p.page.SetNote(strings.Trim(words.Say("page.where", words.Args{"hamlet": p.hamlet(h.Hamlet), "line": h.Line}), ", "))
	p.people = childrenFirst(record.Persons, p.source.Today())
	at := p.list.Current()
	p.list.SetModel(kit.Rows[registry.Record[registry.Person]](p.people))
	p.list.Choose(max(0, min(at, len(p.people)-1)))
	if len(p.people) == 0 {
		p.page.SetBody(p.empty)
		kit.Focus(p.empty.Acts())
	} else {
		p.page.SetBody(p.list)
	}
	p.window.PanelChanged()
	p.shown()
}

// childrenFirst puts children before adults and keeps the order of each.
func childrenFirst(all []registry.Record[registry.Person], today registry.Date) []registry.Record[registry.Person] {
	var children, adults []registry.Record[registry.Person]
	for _, r := range all {
		if r.Value.Birth.Known() && !r.Value.Birth.IsChild(today) {
			adults = append(adults, r)
		} else {
			children = append(children, r)
		}
	}
	return append(children, adults...)
}

// Open opens the chosen person.
func (p *Page) Open() {
	if row, ok := p.list.CurrentRow(); ok {
		p.window.OpenChild(p.id, row.ID)
	}
}

// Visit records a visit.
func (p *Page) Visit() { p.window.OpenVisit(p.id) }

// Add adds a child.
func (p *Page) Add() { p.window.OpenChild(p.id, uuid.Nil) }

// Panel shows the visits, newest first.
func (p *Page) Panel() (string, []kit.Fact) {
	visits := p.record.Visits
	if len(visits) == 0 {
		return words.Say("page.visits", words.Args{"n": 0}), []kit.Fact{{Text: words.Say("page.novisit")}}
	}
	var facts []kit.Fact
	for i, v := range visits {
		label, text := VisitLine(v, len(visits)-i)
		facts = append(facts, kit.Fact{Label: label, Text: text})
		if i == 5 {
			break
		}
	}
	return words.Say("page.visits", words.Args{"n": strconv.Itoa(len(visits))}), facts
}

// VisitLine says in two lines what a visit was.
func VisitLine(r registry.Record[registry.Visit], n int) (head, below string) {
	v := r.Value
	more := ""
	if v.Next.Known() {
		more += words.Say("page.visitnext", words.Args{"on": v.Next.Padded()})
	}
	if v.Notice != "" {
		more += words.Say("page.visitnotice", words.Args{"how": words.Say("notice." + string(v.Notice))})
	}
	head = words.Say("page.visitline", words.Args{"n": n, "on": v.On.Padded(), "outcome": words.Say("short." + string(v.Outcome)), "more": more})
	below = words.Say("page.visitby", words.Args{"by": v.By, "typist": r.Last.Name, "at": r.Last.At.Format("02/01"), "receipt": words.Receipt(r.Receipt)})
	if v.Note != "" {
		below += "\n" + v.Note
	}
	return head, below
}
