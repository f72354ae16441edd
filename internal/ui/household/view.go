// Package household is the page of one household: its children and adults, and
// the visits, newest first.
package household

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/assets/icons"
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

// Window is what the page asks of the window besides what all ask.
type Window interface {
	screen.Window
	OpenErase(person uuid.UUID)
	OpenMove(household uuid.UUID)
}

// person is a line of the page.
type person = registry.Record[registry.Person]

// Page is the screen.
type Page struct {
	window Window
	source Source
	id     uuid.UUID

	question work.Latest
	record   registry.HouseholdPage
	people   []person
	list     *kit.List[person]
	empty    *kit.Empty
	confirm  *kit.Text
	visits   *kit.Text
	papers   *kit.Button
	page     *kit.Page
}

// New makes the page of a household.
func New(w Window, source Source, id uuid.UUID) *Page {
	p := &Page{window: w, source: source, id: id}
	p.list = kit.NewTallList(kit.Rows[person](nil), columns(), p.cells)
	p.list.OnOpen = func(int) { p.Open() }
	p.empty = kit.NewEmpty(words.Say("page.nochild"), kit.Act{Text: words.Say("page.addchild"), Do: p.Add})
	p.confirm = kit.NewText("", kit.Confirm)
	p.confirm.Hide()
	p.papers = kit.NewButton(words.Say("page.photos", words.Args{"n": 0}), "Ctrl+I", p.OpenPhotos)
	p.visits = kit.NewWrapped(" ", kit.Body, 2)
	p.page = kit.NewPage(kit.PageParts{
		Title: " ", Above: []fyne.CanvasObject{p.confirm, p.visits}, Body: p.list,
		Foot: kit.NewText(words.Say("page.foot"), kit.Caption),
		Acts: []*kit.Button{p.papers, kit.NewButton(words.Say("page.addchild"), "Ctrl+N", p.Add), kit.NewMainButton(words.Say("page.visit"), "Ctrl+T", p.Visit)},
	})
	return p
}

func columns() []kit.Column {
	return []kit.Column{
		{Title: words.Say("page.name"), Weight: 1, Least: 150},
		{Title: words.Say("page.birth"), Least: 86},
		{Title: words.Say("page.number"), Least: 168},
		{Title: words.Say("page.review"), Least: 84},
		{Title: words.Say("page.police"), Least: 88},
		{Title: words.Say("page.entered"), Least: 96},
	}
}

func (p *Page) cells(r person) []kit.Cell {
	v := r.Value
	if screen.IsAdult(v, p.source.Today()) {
		return []kit.Cell{nameCell(r, words.Say("page.adult")), kit.Say(v.Birth.String()), {Text: v.Number.PIN.Grouped(), Quiet: true}}
	}
	name := nameCell(r, away(v))
	name.Bold = true
	return []kit.Cell{name, kit.Say(v.Birth.String()), numberCell(v), reviewCell(v), kit.Say(words.Say("police." + string(v.Police))), enteredCell(v)}
}

// nameCell says below the name what one must know first: the province returned
// something, two people wrote differently, it is still on this laptop only, or what below says.
func nameCell(r person, below string) kit.Cell {
	cell := kit.Cell{Text: r.Value.Name, Second: below}
	switch {
	case len(r.Returned) > 0:
		cell.Level, cell.Second = kit.Warn, words.Say("list.returned", words.Args{"n": len(r.Returned)})
	case len(r.Conflicts) > 0:
		cell.Level, cell.Second = kit.Warn, words.Say("disputed")
	case r.Receipt != registry.AtProvince && below == "":
		cell.Second = words.Receipt(r.Receipt)
	case r.Receipt != registry.AtProvince:
		cell.Second += " · " + words.Receipt(r.Receipt)
	}
	return cell
}

// away says where the child is, "" when at home.
func away(p registry.Person) string {
	if p.Presence.Where == "" || p.Presence.Where == registry.AtHome {
		return ""
	}
	return strings.Trim(words.Say("where."+string(p.Presence.Where))+": "+p.Presence.Province, ": ")
}

func numberCell(p registry.Person) kit.Cell {
	if p.HasNumber() {
		cell := kit.Say(p.Number.PIN.Grouped())
		if p.Number.Standing != registry.NoNumber {
			cell.Second = words.Say("number." + string(p.Number.Standing))
		}
		if p.Number.Standing == registry.Verified {
			cell.Icon = icons.Lock
		}
		return cell
	}
	cell := kit.Cell{Text: words.Say("number.none"), Level: kit.Warn}
	for _, r := range registry.AllReasons {
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

// Hamlet is the hamlet of the household.
func (p *Page) Hamlet() uuid.UUID { return p.record.Household.Value.Hamlet }

// Arrive reads the household anew and takes the focus.
func (p *Page) Arrive() {
	p.confirm.Hide()
	kit.Focus(p.list)
	p.read()
}

// Confirm repeats in large letters the name that was just saved, to be held
// against the paper.
func (p *Page) Confirm(name string) {
	p.confirm.Set(name)
	p.confirm.Show()
	p.page.Refresh()
}

// Changed re-reads the page.
func (p *Page) Changed(registry.Signal) { p.read() }

func (p *Page) read() {
	work.Ask(&p.question, p.window.Runner(), p.window.Context(), func(ctx context.Context) (registry.HouseholdPage, error) {
		return p.source.Household(ctx, p.id)
	}, p.show)
}

func (p *Page) show(record registry.HouseholdPage, err error) {
	if err != nil {
		p.window.Fail(err)
		if registry.CodeOf(err) == registry.NotFound {
			p.window.Leave(p)
		}
		return
	}
	p.record = record
	h := record.Household.Value
	p.page.SetTitle(words.Say("page.title", words.Args{"stt": words.STT(h.Number), "head": h.Head}))
	p.page.SetNote(strings.Trim(words.Say("page.where", words.Args{"hamlet": p.window.NameOf(h.Hamlet), "line": h.Line}), ", "))
	p.visits.Set(lastVisit(record.Visits))
	p.papers.SetLabel(words.Say("page.photos", words.Args{"n": photosIn(record)}))
	p.fill(childrenFirst(record.Persons, p.source.Today()))
	p.window.PanelChanged()
	p.window.Shown(p.Name())
}

// fill shows the people; the chosen one stays chosen.
func (p *Page) fill(people []person) {
	chosen, had := p.list.CurrentRow()
	p.people = people
	p.list.SetModel(kit.Rows[person](people))
	for i, r := range people {
		if had && r.ID == chosen.ID {
			p.list.Choose(i)
		}
	}
	if len(people) > 0 {
		p.page.SetBody(p.list)
		return
	}
	p.page.SetBody(p.empty)
	kit.Focus(p.empty.Acts())
}

// lastVisit says in two lines what the newest visit was.
func lastVisit(visits []registry.Record[registry.Visit]) string {
	if len(visits) == 0 {
		return words.Say("page.novisit")
	}
	head, below := screen.VisitLine(visits[0], len(visits))
	return head + "\n" + below
}

// childrenFirst puts children before adults and keeps the order of each. Who was
// let go at 16 is not shown any more.
func childrenFirst(all []person, today registry.Date) []person {
	var children, adults []person
	for _, r := range all {
		if r.Value.LetGo.Known() {
			continue
		}
		if screen.IsAdult(r.Value, today) {
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

// Erase asks for the decision to erase the chosen person's data.
func (p *Page) Erase() {
	if row, ok := p.list.CurrentRow(); ok {
		p.window.OpenErase(row.ID)
	}
}

// MoveHome asks where the household lives now.
func (p *Page) MoveHome() { p.window.OpenMove(p.id) }

// Visit records a visit.
func (p *Page) Visit() { p.window.OpenVisit(p.id) }

// Add adds a child.
func (p *Page) Add() { p.window.OpenChild(p.id, uuid.Nil) }

// OpenPhotos shows the papers of the family.
func (p *Page) OpenPhotos() { p.window.OpenPhotos(registry.KindHousehold, p.id) }

// photosIn counts the pictures of a household and its people.
func photosIn(record registry.HouseholdPage) int {
	n := len(record.Household.Value.Photos)
	for _, person := range record.Persons {
		n += len(person.Value.Photos)
	}
	return n
}

// Leaf goes to the household before or after.
func (p *Page) Leaf(by int) { p.window.Neighbour(p, p.id, by) }

// Panel shows the visits, newest first.
func (p *Page) Panel() (string, []kit.Fact) {
	return words.Say("page.visits", words.Args{"n": len(p.record.Visits)}), screen.VisitFacts(p.record.Visits)
}
