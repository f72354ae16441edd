package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/board"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// hostile are texts that somebody might type to see what happens.
var hostile = []string{
	`'"><script>document.title='HACKED'</script>`,
	`<img src=x onerror="document.title='HACKED'">`,
	`' or 1=1 --`,
	`"; DROP TABLE record; --`,
	`%' OR name LIKE '%`,
	`{{.}}${7*7}`,
}

// stuffed is a record of a kind with a text in every field that takes one.
func stuffed[T any](text string) (rec T) {
	stuff(reflect.ValueOf(&rec).Elem(), text)
	return rec
}

func stuff(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				stuff(v.Field(i), text)
			}
		}
	}
}

// Promise 16, the database: what is typed comes back as it was typed, finds
// itself and nothing else, on the laptop and at the server.
func TestPromise16NoTextIsACommand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	plain := a.child("Nguyễn Văn Bảo")
	ids := make([]uuid.UUID, len(hostile))
	for i, text := range hostile {
		person := stuffed[registry.Person](text)
		house := stuffed[registry.Household](text)
		houseID := uuid.New()
		ids[i] = uuid.New()
		house.Hamlet, person.Household = h.hamlet, houseID
		write(a, registry.KindHousehold, houseID, registry.Household{}, house)
		write(a, registry.KindPerson, ids[i], registry.Person{}, person)
	}
	a.sync()
	b.sync()
	h.equal(a, b)
	for i, text := range hostile {
		if got := b.person(ids[i]).Value; got.Name != text || got.Note != text {
			t.Errorf("%q came back as %q", text, got.Name)
		}
		keys := must[[]registry.Key](t)(b.store.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: text}))
		all := must[[]registry.Key](t)(b.store.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))
		if len(all) != len(hostile)+1 || len(keys) >= len(all) {
			t.Errorf("%q finds %d of %d households", text, len(keys), len(all))
		}
	}
	if got := b.person(plain).Value.Name; got != "Nguyễn Văn Bảo" {
		t.Errorf("a child that nobody touched is %q", got)
	}
}

// Promise 16, the pages: a real browser reads the board with such a text in
// every field that it shows, runs nothing of it and makes no element of it.
func TestPromise16NoTextIsAScript(t *testing.T) {
	t.Parallel()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no Chromium here")
	}
	h := newHouse(t)
	reference := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: reference, Kind: wire.ScopeReference, Unit: uuid.New()}))
	l := h.blank("tỉnh")
	ok(t, l.engine.Enrol(t.Context(), h.http.URL, must[string](t)(h.central.IssueCode(t.Context(), central.CodeSpec{
		User: uuid.New(), Name: "x", Role: registry.RoleProvince, Rank: ledger.RankProvince, Scopes: []uuid.UUID{reference},
	}, time.Minute)), "x"))
	h.scope = reference
	top := uuid.New()
	unit := func(id, parent uuid.UUID, level registry.Level, text string) {
		u := stuffed[registry.Unit](text)
		u.Level, u.Parent, u.Scope = level, parent, uuid.New()
		write(l, registry.KindUnit, id, registry.Unit{}, u)
		write(l, registry.KindTarget, uuid.New(), registry.Target{}, registry.Target{Unit: id, Children: 10, AsOf: registry.Date{Year: 2023, Month: 1, Day: 10}, Source: text})
	}
	unit(top, uuid.Nil, registry.LevelProvince, hostile[0])
	for _, text := range hostile {
		unit(uuid.New(), top, registry.LevelCommune, text)
	}
	l.sync()
	pages := httptest.NewServer(server.New(server.Options{Central: h.central, Board: board.New(h.central, quiet), Log: quiet, Now: time.Now}))
	defer pages.Close()

	for _, path := range []string{"/", "/don-vi/" + top.String(), "/?xep='\"><script>document.title='HACKED'</script>", "/'\"><img%20src=x>"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		dom, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
			"--user-data-dir="+t.TempDir(), "--virtual-time-budget=2000", "--dump-dom", pages.URL+path).Output()
		cancel()
		if err != nil {
			t.Fatalf("browser: %v", err)
		}
		text := string(dom)
		if strings.Contains(text, "<title>HACKED") || strings.Contains(text, "<script") || strings.Contains(text, `src="x"`) {
			t.Errorf("%s: a text became markup:\n%s", path, text)
		}
		if path == "/" && (!strings.Contains(text, "&lt;script&gt;") || strings.Count(text, "or 1=1") < 1) {
			t.Errorf("the texts are not on the page: the test is blind:\n%s", text)
		}
	}
	res := must[*http.Response](t)(http.Get(pages.URL + "/"))
	_ = res.Body.Close()
	if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script-src") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
}
