package ui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/work"
)

// bench is the whole window over a real store, driven by keys.
type bench struct {
	*kittest.Window
	t        *testing.T
	province *fieldtest.Province
	laptop   *fieldtest.Laptop
	disk     *disk
	sync     *quietSync
	runner   *work.Inline
	shell    *Shell
	events   []string
	scale    float32 // of everything on the screen; 0 is 1
}

// app gives the shell a window that has a keyboard.
type app struct {
	fyne.App
	window fyne.Window
}

func (a app) NewWindow(string) fyne.Window { return a.window }

// disk is the store with a plug that can be pulled: everything that writes
// fails then, as on a full disk.
type disk struct {
	fieldwork.Store
	full   bool
	writes int
	drafts int
	log    []registry.AuditEntry // what was noted
}

func (d *disk) err() error {
	if d.full {
		return &registry.Error{Code: registry.Internal, Key: "disk_full"}
	}
	return nil
}

func (d *disk) Write(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, drop string) error {
	if err := d.err(); err != nil {
		return err
	}
	for _, draft := range drafts {
		if draft.Kind == registry.KindAudit {
			e, _ := registry.Decode[registry.AuditEntry](draft.Fields)
			d.log = append(d.log, e)
		}
	}
	d.writes++
	return d.Store.Write(ctx, scope, drafts, drop)
}

func (d *disk) SaveDraft(ctx context.Context, draft registry.Draft) error {
	if err := d.err(); err != nil {
		return err
	}
	d.drafts++
	return d.Store.SaveDraft(ctx, draft)
}

// quietSync answers like an engine whose server is silent.
type quietSync struct {
	enrolled string // server and code of an enrolment
	refuse   error
	shot     []byte // what the camera writes
	metered  bool
	hub      screen.Hub
	hubs     []string // found in the network
	via      string   // address and code of the last hub
	carried  []screen.Carried
	woken    int
	asked    int
}

func (q *quietSync) News() screen.News                      { return screen.News{Link: screen.LinkSilent} }
func (q *quietSync) Listen(func(screen.News)) func()        { return func() {} }
func (q *quietSync) Wake()                                  { q.woken++ }
func (q *quietSync) Now(context.Context) error              { q.asked++; return q.refuse }
func (q *quietSync) Export(context.Context) (string, error) { return "/media/usb/goi.thamho", nil }

func (q *quietSync) FetchPhoto(context.Context, uuid.UUID, ledger.Hash) error {
	return &registry.Error{Code: registry.Offline, Key: "server_silent"}
}
func (q *quietSync) Shoot(context.Context, string) ([]byte, error) { return q.shot, q.refuse }
func (q *quietSync) Metered(context.Context) bool                  { return q.metered }

func (q *quietSync) Stop()                                             {}
func (q *quietSync) Carried(context.Context) ([]screen.Carried, error) { return q.carried, nil }
func (q *quietSync) Hub(context.Context) (screen.Hub, error)           { return q.hub, nil }
func (q *quietSync) SetHub(_ context.Context, on bool) error           { q.hub.On = on; return nil }
func (q *quietSync) FindHubs(context.Context) ([]string, error)        { return q.hubs, nil }

func (q *quietSync) SendVia(_ context.Context, address, code string) (screen.Via, error) {
	q.via = address + " " + code
	return screen.Via{Hub: "Trần Văn C", Sent: 12, Received: 3}, q.refuse
}

func (q *quietSync) TakeBack(context.Context) (screen.TakenBack, error) {
	return screen.TakenBack{}, &registry.Error{Code: registry.NotFound, Key: "receipt_none"}
}

func (q *quietSync) Enrol(_ context.Context, server, code string) error {
	q.enrolled = server + " " + code
	return q.refuse
}

// newBench opens the window on three households of ấp 4, 46 to 48, the second
// with a child.
func newBench(t *testing.T) *bench {
	t.Helper()
	return benchOf(t, fieldtest.NewProvince(t))
}

// newOffice is newBench for a commune's officer, on a laptop that keeps a log.
func newOffice(t *testing.T) *bench {
	t.Helper()
	p := fieldtest.NewProvince(t)
	p.Logs, p.Rank = true, ledger.RankCommune
	return benchOf(t, p)
}

func benchOf(t *testing.T, p *fieldtest.Province) *bench {
	t.Helper()
	b := &bench{t: t, province: p, laptop: p.Laptop(), sync: &quietSync{}}
	b.laptop.Household(p, 46, "Trần Văn B")
	house := b.laptop.Household(p, 47, "Nguyễn Thị A")
	b.laptop.Household(p, 48, "Lê Văn Đầm")
	b.laptop.Child(p, fieldtest.Child(house))
	b.disk = &disk{Store: b.laptop.Store}
	b.start()
	return b
}

// start opens the window anew over the same store, as after a power cut.
func (b *bench) start() {
	b.runner = &work.Inline{}
	scale := cmp.Or(b.scale, 1)
	b.Window = kittest.Open(b.t, kit.NewText("", kit.Body), width/scale, height/scale)
	now := b.province.Now
	id, err := b.laptop.Store.Identity(b.t.Context())
	b.check(err)
	b.shell = Show(b.t.Context(), Options{
		App: app{fyne.CurrentApp(), b.Window}, Runner: b.runner, Sync: b.sync,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Ethnic: registry.EthnicNames(), Scale: b.scale,
		Open: func(context.Context) (*fieldwork.Work, error) {
			return fieldwork.New(fieldwork.Options{Store: b.disk, Now: now, NewID: uuid.New, User: id.User, UserName: id.UserName}), nil
		},
		Trace:    func(event, screen string) { b.events = append(b.events, event+" "+screen) },
		SetScale: func(float32) error { return nil },
	})
	b.Window.SetMenu(b.shell.menu())
}

func (b *bench) check(err error) {
	if err != nil {
		b.t.Helper()
		b.t.Fatal(err)
	}
}

// on fails unless the screen of that name is on top.
func (b *bench) on(name string) {
	b.t.Helper()
	if got := b.shell.current().Name(); got != name {
		b.t.Fatalf("the screen is %q, want %q", got, name)
	}
}

// said returns what stands in the first cell of the status bar.
func (b *bench) said() string { return b.shell.status.Cell(0).Text }

func (b *bench) wantSaid(part string) {
	b.t.Helper()
	if !strings.Contains(b.said(), part) {
		b.t.Errorf("the status bar says %q, want %q in it", b.said(), part)
	}
}

// typingRests lets the time pass after which a draft is kept.
func (b *bench) typingRests() { b.runner.Advance(2 * time.Second) }

// household reads a household by its STT.
func (b *bench) household(stt int) registry.HouseholdPage {
	b.t.Helper()
	keys, err := b.laptop.HouseholdKeys(b.t.Context(), registry.HouseholdQuery{})
	b.check(err)
	rows, err := b.laptop.HouseholdRows(b.t.Context(), keys)
	b.check(err)
	for _, r := range rows {
		if r.Number == stt {
			page, err := b.laptop.Store.Household(b.t.Context(), r.ID)
			b.check(err)
			return page
		}
	}
	b.t.Fatalf("no household %d", stt)
	return registry.HouseholdPage{}
}

// sheet types who went and when, from wherever one is.
func (b *bench) sheet() {
	b.t.Helper()
	b.Ctrl(fyne.KeyD)
	b.on("sheet")
	b.Type("truwowngr aaps")
	b.Press(fyne.KeyTab)
	b.Type("08012023")
	b.Press(fyne.KeyTab)
	b.Type("3")
	b.Ctrl(fyne.KeyS)
}

var errSilent = errors.Join(&registry.Error{Code: registry.Offline, Key: "server_silent"})
