package households

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

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

	question work.Latest
	found    found
	answered bool   // found is the answer to what stands in the search box now
	text     string // of the search box
	list     *kit.List[registry.HouseholdRow]
	pages    *kit.Pages[registry.HouseholdRow]
	filter   *kit.Choice
	empty    *kit.Empty
	page     *kit.Page
	then     func() // asked for before the answer came: Enter, Ctrl+T
	clearBox func()
}

// New makes the list. place names what it lists; clearBox empties the search
// box.
func New(w screen.Window, source Source, place func() string, clearBox func()) *List {
	l := &List{window: w, source: source, place: place, clearBox: clearBox}
	l.pages = kit.NewPages(pageSize, l.load)
	l.list = kit.NewList[registry.HouseholdRow](l.pages, columns(), cells)
	l.pages.OnArrive = l.list.Refresh
	l.pages.OnFail = func(err error) { w.Fail(err) }
	l.list.OnMove = func(int) { w.PanelChanged() }
	l.list.OnOpen = func(int) { l.Open() }
	l.filter = kit.NewChoice(words.Say("filter.notvisited"), words.Say("filter.revisit"), words.Say("filter.lacking"), words.Say("filter.away"))
	l.filter.Toggle = true
	l.filter.OnPick = func(int) { l.ask() }
	l.filter.SetOnKey(l.filterKey)
	l.list.OnTop = func() { kit.Focus(l.filter) }
	l.empty = kit.NewEmpty("")
	l.page = kit.NewPage(kit.PageParts{
		Title: " ", Beside: l.filter, Body: l.list,
		Acts: []*kit.Button{kit.NewMainButton(words.Say("page.visit"), "Ctrl+T", l.Visit)},
	})
	return l
}

// filterKey goes down from the filter to the rows.
func (l *List) filterKey(k kit.Key) bool {
	if k.Name != fyne.KeyDown && !k.Enter() {
		return false
	}
	l.focus()
	return true
}

// Name names the screen in the log.
func (l *List) Name() string { return "households" }

// View returns the screen.
func (l *List) View() fyne.CanvasObject { return l.page }

// Arrive takes the focus and reads the list anew.
func (l *List) Arrive() {
	l.ask()
	l.focus()
}

func (l *List) focus() {
	if l.answered && len(l.found.keys) == 0 {
		kit.Focus(l.empty.Acts())
		return
	}
	kit.Focus(l.list)
}

// Changed re-reads the rows when records or receipts moved.
func (l *List) Changed(registry.Signal) { l.Reload() }

// Search looks for what stands in the search box.
func (l *List) Search(text string) {
	l.text = text
	l.ask()
}

// Step moves the chosen row from the search box.
func (l *List) Step(by int) { l.list.Step(by) }

// Reload asks again for what is shown; what was asked for meanwhile waits for
// this answer.
func (l *List) Reload() { l.question.Cancel(); l.send() }

// ask asks another question; until its answer is here no row of the old list
// is opened.
func (l *List) ask() {
	l.answered = l.answered && l.query() == l.found.query
	l.send()
}

func (l *List) query() registry.HouseholdQuery {
	return registry.HouseholdQuery{Hamlet: l.window.Hamlet(), Text: l.text, Filter: registry.HouseholdFilter(l.filter.Picked() + 1)}
}

func (l *List) send() {
	q := l.query()
	work.Ask(&l.question, l.window.Runner(), l.window.Context(), func(ctx context.Context) (found, error) {
		return find(ctx, l.source, q)
	}, l.show)
}

// show draws an answer.
func (l *List) show(f found, err error) {
	if err != nil {
		l.then = nil
		l.window.Fail(err)
		return
	}
	was := place{row: l.list.Current(), top: l.list.Top()}
	if row, ok := l.list.CurrentRow(); ok {
		was.key = row.Key
	}
	before := l.found
	l.found, l.answered = f, true
	l.pages.Reset(len(f.keys))
	row, top := f.follow(before, was)
	l.list.SetModel(l.pages)
	l.list.SetTop(top)
	l.list.Choose(row)
	for i, n := range f.counts[1:] {
		l.filter.SetCount(i, viet.FormatInt(n))
	}
	l.page.SetTitle(words.Say("list.title", words.Args{"where": l.place(), "n": viet.FormatInt(len(f.keys))}))
	l.body()
	l.window.PanelChanged()
	l.window.Shown(l.Name())
	if then := l.then; then != nil {
		l.then = nil
		then()
	}
}

// body shows the list, or what one can do when it is empty.
func (l *List) body() {
	if len(l.found.keys) > 0 {
		l.page.SetBody(l.list)
		return
	}
	add := kit.Act{Text: words.Say("act.addhousehold"), Do: l.Add}
	clearing := kit.Act{Text: words.Say("act.clear"), Do: l.Clear}
	switch l.found.why() {
	case noHit:
		acts := []kit.Act{clearing, add}
		if l.window.Hamlet() != uuid.Nil {
			acts = append([]kit.Act{{Text: words.Say("act.everywhere"), Do: func() { l.window.ChooseHamlet(uuid.Nil) }}}, acts...)
		}
		l.empty.Set(words.Say("list.nohit", words.Args{"text": l.text}), acts...)
	case noneLeft:
		l.empty.Set(words.Say("list.nofilter"), clearing)
	default:
		l.empty.Set(words.Say("list.none", words.Args{"where": l.place()}), add)
	}
	l.page.SetBody(l.empty)
}

// Clear takes filter and search back.
func (l *List) Clear() {
	l.filter.SetPicked(-1)
	l.text = ""
	l.clearBox()
	l.Arrive()
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

// when does something now, or once the answer to what was typed is here: a key
// pressed early never takes a row of the older list.
func (l *List) when(do func()) {
	if !l.answered {
		l.then = do
		return
	}
	do()
}

// Open opens the chosen household.
func (l *List) Open() {
	l.when(func() {
		if row, ok := l.list.CurrentRow(); ok {
			l.window.OpenHousehold(row.ID)
		}
	})
}

// OpenWhenFound opens the chosen hit of what was just typed.
func (l *List) OpenWhenFound() { l.Open() }

// Visit records a visit of the chosen household.
func (l *List) Visit() {
	l.when(func() {
		if row, ok := l.list.CurrentRow(); ok {
			l.window.OpenVisit(row.ID)
		}
	})
}

// Add adds a household.
func (l *List) Add() { l.window.AddHousehold() }

// Hamlet is the hamlet of the chosen row.
func (l *List) Hamlet() uuid.UUID {
	if row, ok := l.list.CurrentRow(); ok {
		return row.Hamlet
	}
	return l.window.Hamlet()
}

// Panel says more about the chosen row.
func (l *List) Panel() (string, []kit.Fact) {
	row, ok := l.list.CurrentRow()
	if !ok {
		return "", nil
	}
	return words.Say("pane.household", words.Args{"stt": words.STT(row.Number), "head": row.Head}), facts(row, l.window.NameOf(row.Hamlet))
}
