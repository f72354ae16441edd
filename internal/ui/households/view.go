package households

import (
	"context"

	"fyne.io/fyne/v2"
	"thamho.vn/assets/icons"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// List is the screen.
type List struct {
	window screen.Window
	source Source
	place  func() string // «ấp 4» or «cả 20 ấp»
	shown  func()        // called when rows stand on the screen

	question work.Latest
	found    found
	text     string
	list     *kit.List[registry.HouseholdRow]
	pages    *kit.Pages[registry.HouseholdRow]
	filter   *kit.Choice
	empty    *kit.Empty
	page     *kit.Page
	open     bool // open the first hit when it comes: Enter was pressed early
}

// New makes the list. place names what it lists; shown is called whenever rows
// stand on the screen.
func New(w screen.Window, source Source, place func() string, shown func()) *List {
	l := &List{window: w, source: source, place: place, shown: shown}
	l.pages = kit.NewPages(pageSize, l.load)
	l.list = kit.NewList[registry.HouseholdRow](l.pages, columns(), cells)
	l.pages.OnArrive = l.list.Refresh
	l.list.OnMove = func(int) { w.PanelChanged() }
	l.list.OnOpen = func(int) { l.Open() }
	l.filter = kit.NewChoice(words.Say("filter.notvisited"), words.Say("filter.revisit"), words.Say("filter.lacking"), words.Say("filter.away"))
	l.filter.Toggle = true
	l.filter.OnPick = func(int) { l.Reload() }
	l.empty = kit.NewEmpty("")
	l.page = kit.NewPage(kit.PageParts{
		Title: " ", Beside: l.filter, Body: l.list,
		Acts: []*kit.Button{kit.NewMainButton(words.Say("page.visit"), "Ctrl+T", l.Visit)},
	})
	return l
}

func columns() []kit.Column {
	return []kit.Column{
		{Title: words.Say("list.stt"), Least: 40},
		{Title: words.Say("list.head"), Weight: 4, Least: 120},
		{Title: words.Say("list.line"), Weight: 2, Least: 90},
		{Title: words.Say("list.children"), Least: 32, Right: true},
		{Title: words.Say("list.lacking"), Least: 60, Right: true},
		{Title: words.Say("list.last"), Weight: 5, Least: 150},
		{Title: words.Say("list.receipt"), Weight: 2, Least: 96},
	}
}

func cells(r registry.HouseholdRow) []kit.Cell {
	lacking := kit.Say("–")
	if r.NoNumber > 0 {
		lacking = kit.Cell{Text: viet.FormatInt(r.NoNumber), Level: kit.Warn, Icon: icons.Warn}
	}
	receipt := kit.Cell{Text: words.Receipt(r.Receipt), Quiet: r.Receipt == registry.AtProvince}
	if r.Disputed {
		receipt = kit.Cell{Text: words.Say("disputed"), Level: kit.Warn}
	}
	return []kit.Cell{
		kit.Say(words.STT(r.Number)),
		{Text: r.Head, Bold: true},
		kit.Say(r.Line), kit.Say(viet.FormatInt(r.Children)),
		lacking,
		{Text: LastVisit(r), Quiet: r.Visits == 0},
		receipt,
	}
}

// LastVisit says when and how a household was visited last.
func LastVisit(r registry.HouseholdRow) string {
	if r.Visits == 0 {
		return words.Say("list.never")
	}
	if r.Visits == 1 {
		return words.Say("list.firstvisit", words.Args{"on": r.LastOn.Padded(), "outcome": words.Say("short." + string(r.Outcome))})
	}
	return words.Say("list.lastvisit", words.Args{"on": r.LastOn.Padded(), "outcome": words.Say("short." + string(r.Outcome)), "n": r.Visits})
}

// Name names the screen in the log.
func (l *List) Name() string { return "households" }

// View returns the screen.
func (l *List) View() fyne.CanvasObject { return l.page }

// Arrive takes the focus and reads the list anew.
func (l *List) Arrive() {
	l.Reload()
	l.focus()
}

func (l *List) focus() {
	if len(l.found.keys) > 0 || l.text == "" {
		kit.Focus(l.list)
	} else {
		kit.Focus(l.empty.Acts())
	}
}

// Changed re-reads the rows when records or receipts moved.
func (l *List) Changed(registry.Signal) { l.Reload() }

// Search looks for what stands in the search box.
func (l *List) Search(text string) {
	l.text = text
	l.Reload()
}

// Step moves the chosen row from the search box.
func (l *List) Step(by int) { l.list.Step(by) }

// Reload asks for the list again; an older answer is dropped.
func (l *List) Reload() {
	q := registry.HouseholdQuery{Hamlet: l.window.Hamlet(), Text: l.text, Filter: registry.HouseholdFilter(l.filter.Picked() + 1)}
	work.Ask(&l.question, l.window.Runner(), l.window.Context(), func(ctx context.Context) (found, error) {
		return find(ctx, l.source, q)
	}, l.show)
}

// show draws an answer.
func (l *List) show(f found, err error) {
	if err != nil {
		l.window.Fail(err)
		return
	}
	again := f.query == l.found.query
	row, had := l.list.CurrentRow()
	l.found = f
	l.pages.Reset(len(f.keys))
	l.list.SetModel(l.pages)
	if again && had {
		l.choose(row.Key)
	} else {
		l.list.Choose(0)
	}
	for i, n := range f.counts[1:] {
		l.filter.SetCount(i, viet.FormatInt(n))
	}
	l.page.SetTitle(words.Say("list.title", words.Args{"where": l.place(), "n": viet.FormatInt(len(f.keys))}))
	l.body()
	l.window.PanelChanged()
	if l.open {
		l.open = false
		l.Open()
	}
	l.shown()
}

func (l *List) choose(key registry.Key) {
	for i, k := range l.found.keys {
		if k == key {
			l.list.Choose(i)
			return
		}
	}
	l.list.Choose(0)
}

// body shows the list, or what one can do when it is empty.
func (l *List) body() {
	if len(l.found.keys) > 0 {
		l.page.SetBody(l.list)
		return
	}
	add := kit.Act{Text: words.Say("act.addhousehold"), Do: l.Add}
	switch {
	case l.text != "":
		l.empty.Set(words.Say("list.nohit", words.Args{"text": l.text}), kit.Act{Text: words.Say("act.clear"), Do: l.clear}, add)
	case l.filter.Picked() >= 0:
		l.empty.Set(words.Say("list.nofilter"), kit.Act{Text: words.Say("act.clear"), Do: l.clear})
	default:
		l.empty.Set(words.Say("list.none", words.Args{"where": l.place()}), add)
	}
	l.page.SetBody(l.empty)
}

func (l *List) clear() {
	l.filter.SetPicked(-1)
	l.window.Back()
}

// load reads a page of rows; the first came with the keys.
func (l *List) load(page int, done func([]registry.HouseholdRow, error)) {
	if page == 0 {
		done(l.found.first, nil)
		return
	}
	keys := l.found.page(page)
	work.Do(l.window.Runner(), l.window.Context(), func(ctx context.Context) ([]registry.HouseholdRow, error) {
		return l.source.HouseholdRows(ctx, keys)
	}, done)
}

// Open opens the chosen household.
func (l *List) Open() {
	if row, ok := l.current(); ok {
		l.window.OpenHousehold(row.ID)
	}
}

// OpenWhenFound opens the first hit of what was just typed, also when the
// answer is not there yet.
func (l *List) OpenWhenFound() {
	if l.found.query.Text == l.text {
		l.Open()
		return
	}
	l.open = true
}

// Visit records a visit of the chosen household.
func (l *List) Visit() {
	if row, ok := l.current(); ok {
		l.window.OpenVisit(row.ID)
	}
}

// Add adds a household.
func (l *List) Add() { l.window.AddHousehold() }

// current returns the chosen row of the list that was asked for last; never a
// row of an older list.
func (l *List) current() (registry.HouseholdRow, bool) {
	if l.found.query.Text != l.text {
		return registry.HouseholdRow{}, false
	}
	return l.list.CurrentRow()
}

// Panel says more about the chosen row.
func (l *List) Panel() (string, []kit.Fact) {
	row, ok := l.list.CurrentRow()
	if !ok {
		return "", nil
	}
	facts := []kit.Fact{
		{Label: words.Say("pane.where"), Text: row.Line},
		{Label: words.Say("pane.children"), Text: words.Say("pane.childcount", words.Args{"n": row.Children, "m": row.NoNumber})},
		{Label: words.Say("pane.last"), Text: LastVisit(row)},
	}
	if row.Next.Known() {
		facts = append(facts, kit.Fact{Label: words.Say("pane.next"), Text: row.Next.Padded()})
	}
	facts = append(facts, kit.Fact{Label: words.Say("list.receipt"), Text: words.Receipt(row.Receipt)}, kit.Fact{Label: words.Say("pane.keys"), Text: words.Say("pane.keylist")})
	return words.Say("pane.household", words.Args{"stt": words.STT(row.Number), "head": row.Head}), facts
}
