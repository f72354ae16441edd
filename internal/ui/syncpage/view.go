// Package syncpage tells how far the work has come: what waits, when
// everything was exchanged last, whether the server answers.
package syncpage

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Source answers what the page shows.
type Source interface {
	SyncState(ctx context.Context) (registry.SyncState, error)
	Returned(ctx context.Context, hamlet uuid.UUID, limit int) ([]registry.ReturnedValue, error)
	screen.Drafts
}

// Window is what the page asks of the window besides what all ask.
type Window interface {
	screen.Window
	Show(sc screen.Screen)
}

// The lines of the page.
const (
	rowServer = iota
	rowWaiting
	rowLast
	rowClock
	rowPhotos
	rowBundle
	rowHub
	shown
)

var labels = [shown]string{"sync.server", "sync.waiting", "sync.last", "sync.clock", "sync.photos", "sync.bundle", "sync.hub"}

// Page is the screen.
type Page struct {
	window   Window
	source   Source
	sync     screen.Sync
	now      func()
	question work.Latest
	sentBack work.Latest
	button   *kit.Button
	acts     *kit.Acts // without a network
	busy     bool
	rows     [shown]*kit.Text
	hubs     *kit.Acts // in the local network
	near     near
	looking  work.Latest
	returned *kit.Text // what the province sent back
	open     *kit.Acts // opens the first of it
	first    registry.ReturnedValue
	page     *kit.Page
}

// New makes the page; now starts an exchange.
func New(w Window, source Source, sync screen.Sync, now func()) *Page {
	p := &Page{window: w, source: source, sync: sync, now: now}
	var rows []kit.Row
	line := func(i int) {
		p.rows[i] = kit.NewWrapped("", kit.Body, 2)
		rows = append(rows, kit.Row{Key: labels[i], Label: words.Say(labels[i]), Static: p.rows[i], Wide: true, Bare: true})
	}
	line(rowServer)
	line(rowWaiting)
	line(rowHub)
	p.acts = kit.NewActs(
		kit.Act{Text: words.Say("sync.export"), Do: p.export}, kit.Act{Text: words.Say("sync.receipt"), Do: p.receipts},
	)
	p.hubs = kit.NewActs(p.hubActs()...)
	rows = append(rows, kit.Row{Key: "hubs", Label: words.Say("sync.near"), Fields: []kit.Field{p.hubs}, Wide: true, Bare: true})
	line(rowBundle)
	rows = append(rows, kit.Row{Key: "carry", Label: words.Say("sync.carry"), Fields: []kit.Field{p.acts}, Wide: true, Hint: words.Say("sync.carryhint")})
	p.returned, p.open = kit.NewWrapped("", kit.Body, 3), kit.NewActs()
	for _, i := range []int{rowPhotos, rowLast, rowClock} {
		line(i)
	}
	rows = append(rows, // last: what is open comes and goes, and nothing below it moves
		kit.Row{Key: "returned", Label: words.Say("sync.returned"), Static: p.returned, Wide: true, Bare: true},
		kit.Row{Key: "open", Fields: []kit.Field{p.open}, Wide: true, Bare: true})
	p.button = kit.NewMainButton(words.Say("sync.now"), "Ctrl+R", p.press)
	form := kit.NewForm(rows)
	p.page = kit.NewPage(kit.PageParts{Title: " ", Acts: []*kit.Button{p.button}, Body: form.View(), Foot: kit.NewText(words.Say("sync.foot"), kit.Caption)})
	return p
}

// Name names the screen in the log.
func (p *Page) Name() string { return "sync" }

// View returns the screen.
func (p *Page) View() fyne.CanvasObject { return p.page }

// Arrive reads the state anew.
func (p *Page) Arrive() {
	kit.Focus(p.acts) // «Đồng bộ ngay» has its key
	p.Changed(registry.Signal{})
	p.look()
}

// press starts an exchange, or ends the one that is running.
func (p *Page) press() {
	if p.sync.News().Link == screen.LinkSyncing {
		p.sync.Stop()
		return
	}
	p.now()
}

// export writes a bundle.
func (p *Page) export() {
	p.do(p.sync.Export, func(path string) string { return words.Say("sync.exported", words.Args{"path": path}) })
}

// receipts takes what came back from the province.
func (p *Page) receipts() {
	p.do(func(ctx context.Context) (string, error) {
		got, err := p.sync.TakeBack(ctx)
		return words.Say("sync.received", words.Args{"n": got.Receipts, "blocks": viet.FormatInt(got.Blocks)}), err
	}, func(said string) string { return said })
}

// do runs one act at a time and says what came of it.
func (p *Page) do(act func(context.Context) (string, error), said func(string) string) {
	if p.busy {
		return
	}
	p.busy = true
	work.Do(p.window.Runner(), p.window.Context(), act, func(result string, err error) {
		p.busy = false
		if err != nil {
			p.window.Fail(err)
			return
		}
		p.window.Saved(said(result), "")
		p.Changed(registry.Signal{})
	})
}

// Changed re-reads the state.
func (p *Page) Changed(registry.Signal) {
	work.Ask(&p.question, p.window.Runner(), p.window.Context(), func(ctx context.Context) (st state, err error) {
		if st.SyncState, err = p.source.SyncState(ctx); err == nil {
			st.carried, err = p.sync.Carried(ctx)
		}
		return st, err
	}, func(s state, err error) {
		if err != nil {
			p.window.Fail(err)
			return
		}
		p.show(s, p.sync.News())
		p.ask(s.SyncState)
		p.window.Shown(p.Name())
	})
}

// ask reads what the province returned, if anything was.
func (p *Page) ask(s registry.SyncState) {
	if s.Returned == 0 {
		p.showReturned(0, nil)
		return
	}
	work.Ask(&p.sentBack, p.window.Runner(), p.window.Context(), func(ctx context.Context) ([]registry.ReturnedValue, error) {
		return p.source.Returned(ctx, uuid.Nil, 1)
	}, func(values []registry.ReturnedValue, err error) {
		if err != nil {
			p.window.Fail(err)
			return
		}
		p.showReturned(s.Returned, values)
	})
}

// showReturned tells of the first value that came back, and how many records
// have one.
func (p *Page) showReturned(n int, values []registry.ReturnedValue) {
	if len(values) == 0 {
		p.returned.Set(words.Say("sync.returnednone"))
		p.open.SetActs()
		return
	}
	p.first = values[0]
	p.returned.Set(words.Say("sync.returnedn", words.Args{
		"n": viet.FormatInt(n), "field": words.Say("field." + p.first.Field), "name": p.first.Name, "why": words.Say(p.first.Why.Key(), words.Args(p.first.Why.Args)),
		"number": p.first.Number, "hamlet": p.first.Hamlet,
	}))
	p.open.SetActs(kit.Act{Text: words.Say("sync.returnedopen"), Do: p.openFirst})
}

func (p *Page) openFirst() {
	if p.first.Kind == registry.KindPerson {
		p.window.OpenChild(p.first.Household, p.first.Record)
		return
	}
	p.window.OpenHousehold(p.first.Household)
}

// state is what is known of the way of the work.
type state struct {
	registry.SyncState
	carried []screen.Carried
}

func (p *Page) show(s state, n screen.News) {
	title, waiting := words.Say("sync.titlenone"), words.Say("sync.nothing")
	now := p.source.Now()
	if s.Pending > 0 {
		title = words.Say("sync.title", words.Args{"n": viet.FormatInt(s.Pending)})
		waiting = words.Say("sync.oldest", words.Args{"n": viet.FormatInt(s.Pending), "at": words.Clock(s.Oldest, now)})
		if s.AtCommune > 0 {
			waiting += " · " + words.Say("sync.atcommune", words.Args{"n": viet.FormatInt(s.AtCommune)})
		}
	}
	if n.Held > 0 {
		waiting += ". " + words.Say("sync.held", words.Args{"n": n.Held})
	}
	if n.Quarantined > 0 {
		waiting += ". " + words.Say("sync.quarantined", words.Args{"n": n.Quarantined})
	}
	p.page.SetTitle(title)
	p.button.SetLabel(words.Say("sync.now"))
	if n.Link == screen.LinkSyncing {
		p.button.SetLabel(words.Say("sync.stop"))
	}
	last := words.Say("sync.never")
	if !s.LastSync.IsZero() {
		last = words.Clock(s.LastSync, now)
	}
	if !n.NextTry.IsZero() {
		last = words.Say("sync.lastnext", words.Args{"last": last, "next": words.Clock(n.NextTry, now)})
	}
	clock := words.Say("sync.clockok")
	if n.ClockOff != 0 {
		clock = words.Say("sync.clockoff", words.Args{"n": n.ClockOff})
	}
	for i, text := range [shown]string{
		linkText(n), waiting, last, clock, photosText(s.SyncState), carriedText(s.carried, now), p.near.text(s.Spooled),
	} {
		p.rows[i].Set(text)
	}
}

// photosText says how many pictures of papers wait.
func photosText(s registry.SyncState) string {
	if s.Photos == 0 {
		return words.Say("sync.nothing")
	}
	return words.Say("sync.photosn", words.Args{"n": viet.FormatInt(s.Photos), "kb": viet.FormatInt(int(s.PhotoBytes+1023) / 1024)})
}

// carriedText names the newest bundle without a receipt: it holds what the others
// did.
func carriedText(all []screen.Carried, now time.Time) string {
	if len(all) == 0 {
		return words.Say("sync.nothing")
	}
	last := all[len(all)-1]
	return words.Say("sync.carried", words.Args{"at": words.Clock(last.At, now), "path": last.Path})
}

// linkText says whether the server answers, and what to do when it does not.
func linkText(n screen.News) string {
	if n.Link == screen.LinkFailed && n.Err != nil {
		return kit.Explain(n.Err, words.Find).Remark().Text
	}
	if n.Link == screen.LinkSyncing && n.Work.Kind != "" && n.Work.Share >= 0 {
		return words.Say("sync."+n.Work.Kind, words.Args{"share": n.Work.Share, "up": n.Sent, "down": n.Received})
	}
	if n.Link == screen.LinkSyncing {
		return words.Say("sync.running", words.Args{"up": n.Sent, "down": n.Received})
	}
	return words.Say("sync." + string(n.Link))
}
