package office_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/server/office"
	"thamho.vn/internal/sync/wire"
)

const password = "mưa rơi trên đước"

var hash = func() string {
	h, err := office.HashPassword(password)
	if err != nil {
		panic(err)
	}
	return h
}()

// house is a province of two communes with a hamlet and a laptop each, the pages,
// and an account for each commune and for the province.
type house struct {
	t        *testing.T
	p        *centraltest.Province
	pages    *httptest.Server
	secrets  map[string]string
	communes [2]uuid.UUID
	scopes   [2]uuid.UUID // of the communes
	hamlets  [2]uuid.UUID
	laptops  [2]uuid.UUID
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, p: centraltest.New(t), secrets: map[string]string{}}
	reference := h.p.Scope()
	officer := h.p.Device(ledger.RankProvince, reference)
	stream := officer.Stream(reference)
	top := centraltest.NewID()
	h.account("tinh", registry.RoleProvince, top)
	for i := range h.communes {
		h.communes[i], h.hamlets[i] = centraltest.NewID(), centraltest.NewID()
		scope := centraltest.NewID()
		h.scopes[i] = centraltest.NewID()
		centraltest.OK(t, h.p.CreateScope(t.Context(), wire.Scope{ID: h.scopes[i], Kind: wire.ScopeCommune, Unit: h.communes[i]}))
		centraltest.OK(t, h.p.CreateScope(t.Context(), wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: h.hamlets[i]}))
		for id, unit := range map[uuid.UUID]registry.Unit{
			h.communes[i]: {Name: "Xã " + string(rune('A'+i)), Level: registry.LevelCommune, Parent: top, Scope: h.scopes[i]},
			h.hamlets[i]:  {Name: "Ấp " + string(rune('1'+i)), Level: registry.LevelHamlet, Parent: h.communes[i], Scope: scope},
		} {
			fields := centraltest.Must[registry.Fields](t)(registry.Encode(unit))
			e := stream.Put(ledger.Draft{Kind: registry.KindUnit, Record: id, Op: ledger.OpCreate, Fields: fields})
			centraltest.Must[wire.PushResponse](t)(h.p.Push(t.Context(), officer.ID, []ledger.Entry{e}))
		}
		h.laptops[i] = h.p.Device(ledger.RankHamlet, scope).ID
		h.account("xa"+string(rune('a'+i)), registry.RoleCommune, h.communes[i])
	}
	h.pages = httptest.NewServer(office.New(office.Options{
		Store: h.p.Central, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: h.p.Clock.Now, URL: "https://tinh.example",
	}))
	t.Cleanup(h.pages.Close)
	return h
}

func (h *house) account(login, role string, unit uuid.UUID) {
	h.t.Helper()
	secret := centraltest.Must[string](h.t)(office.NewSecret())
	h.secrets[login] = secret
	centraltest.OK(h.t, h.p.AddAccount(h.t.Context(), registry.Account{ID: centraltest.NewID(), Login: login, Name: login, Role: role, Unit: unit},
		registry.AccountSecrets{Hash: hash, TOTP: secret}))
}

// browser keeps cookies and follows no redirect.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil) // it has no way to fail
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (h *house) number(login string) string {
	return centraltest.Must[string](h.t)(totp.GenerateCode(h.secrets[login], h.p.Clock.Now()))
}

func (h *house) post(c *http.Client, path string, form url.Values) (*http.Response, string) {
	h.t.Helper()
	return read(h.t)(c.PostForm(h.pages.URL+path, form))
}

func (h *house) get(c *http.Client, path string) (*http.Response, string) {
	h.t.Helper()
	return read(h.t)(c.Get(h.pages.URL + path))
}

func read(t *testing.T) func(*http.Response, error) (*http.Response, string) {
	return func(res *http.Response, err error) (*http.Response, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(body)
	}
}

// signIn returns a browser in which an account is signed in.
func (h *house) signIn(login string) *http.Client {
	h.t.Helper()
	c := browser()
	h.p.Clock.Move(31 * time.Second) // each number serves once
	res, body := h.post(c, "/can-bo/dang-nhap", url.Values{"ten": {login}, "mat_khau": {password}, "so": {h.number(login)}})
	if res.StatusCode != http.StatusSeeOther {
		h.t.Fatalf("sign in as %s: %d %s", login, res.StatusCode, body)
	}
	return c
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	number := h.number("xaa")
	for name, form := range map[string]url.Values{
		"wrong password": {"ten": {"xaa"}, "mat_khau": {"something else"}, "so": {number}},
		"wrong number":   {"ten": {"xaa"}, "mat_khau": {password}, "so": {"000000"}},
		"no number":      {"ten": {"xaa"}, "mat_khau": {password}},
		"nobody":         {"ten": {"khong-co"}, "mat_khau": {password}, "so": {number}},
	} {
		if res, body := h.post(browser(), "/can-bo/dang-nhap", form); res.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "chưa đúng") || len(res.Cookies()) > 0 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
	c := browser()
	res, _ := h.post(c, "/can-bo/dang-nhap", url.Values{"ten": {" XAA "}, "mat_khau": {password}, "so": {number}})
	if res.StatusCode != http.StatusSeeOther || !res.Cookies()[0].HttpOnly || res.Cookies()[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("%d %v", res.StatusCode, res.Cookies())
	}
	h.p.Clock.Move(time.Hour) // the limiter has its tries back; the number would not be right any more either
	if res, _ := h.get(c, "/can-bo/may"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("an idle session lasts for ever: %d", res.StatusCode)
	}
}

func TestANumberServesOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	form := url.Values{"ten": {"xaa"}, "mat_khau": {password}, "so": {h.number("xaa")}}
	if res, _ := h.post(browser(), "/can-bo/dang-nhap", form); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("first: %d", res.StatusCode)
	}
	if res, _ := h.post(browser(), "/can-bo/dang-nhap", form); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("again: %d", res.StatusCode)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tried := 0
	for range 100 {
		res, _ := h.post(browser(), "/can-bo/dang-nhap", url.Values{"ten": {"xaa"}, "mat_khau": {"a"}, "so": {"1"}})
		if res.StatusCode == http.StatusUnauthorized {
			tried++
		} else if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
			t.Fatalf("%d", res.StatusCode)
		}
	}
	if tried > 5 {
		t.Errorf("%d guesses of 100 were looked at", tried)
	}
}

// Promise 13, the pages: a commune sees its own, the province all; what is not
// theirs is answered like what is not there.
func TestPromise13ACommuneSeesItsOwnLaptops(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	absent := "/can-bo/may/" + centraltest.NewID().String()
	for login, sees := range map[string][2]bool{"xaa": {true, false}, "xab": {false, true}, "tinh": {true, true}} {
		c := h.signIn(login)
		_, list := h.get(c, "/can-bo/may")
		_, codes := h.get(c, "/can-bo/ma")
		missing, nothing := h.get(c, absent)
		for i, may := range sees {
			path := "/can-bo/may/" + h.laptops[i].String()
			res, body := h.get(c, path)
			if (res.StatusCode == http.StatusOK) != may || !may && (res.StatusCode != missing.StatusCode || body != nothing) {
				t.Errorf("%s, laptop %d: %d", login, i, res.StatusCode)
			}
			if strings.Contains(list, h.laptops[i].String()) != may || strings.Contains(codes, h.hamlets[i].String()) != may {
				t.Errorf("%s, commune %d is listed wrongly", login, i)
			}
			if res, _ := h.post(c, "/can-bo/ma", url.Values{"ap": {h.hamlets[i].String()}, "nguoi": {"Út"}}); (res.StatusCode == http.StatusOK) != may || !may && res.StatusCode != http.StatusNotFound {
				t.Errorf("%s, a code for hamlet %d: %d", login, i, res.StatusCode)
			}
			if strings.Contains(codes, h.communes[i].String()) != may {
				t.Errorf("%s, the officers of commune %d are listed wrongly", login, i)
			}
			if res, _ := h.post(c, "/can-bo/ma", url.Values{"ap": {h.communes[i].String()}, "nguoi": {"Ba"}}); (res.StatusCode == http.StatusOK) != may || !may && res.StatusCode != http.StatusNotFound {
				t.Errorf("%s, a code for an officer of commune %d: %d", login, i, res.StatusCode)
			}
			if may {
				continue
			}
			if res, _ := h.post(c, path+"/mat", nil); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s revokes laptop %d: %d", login, i, res.StatusCode)
			}
			if _, revoked, _ := h.p.DeviceKey(t.Context(), h.laptops[i]); revoked {
				t.Errorf("%s revoked laptop %d", login, i)
			}
		}
	}
	for _, path := range []string{"/can-bo/may", "/can-bo/ma", "/can-bo/", "/can-bo/may/" + h.laptops[0].String()} {
		if res, body := h.get(browser(), path); res.StatusCode != http.StatusSeeOther || strings.Contains(body, "Ấp") {
			t.Errorf("nobody sees %s: %d", path, res.StatusCode)
		}
	}
}

func TestACodeIsGivenOutAsTextAndPicture(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.signIn("xaa")
	res, body := h.post(c, "/can-bo/ma", url.Values{"ap": {h.hamlets[0].String()}, "nguoi": {`Út "><script>`}})
	at := strings.Index(body, `<p class="code"><strong>`)
	if res.StatusCode != http.StatusOK || at < 0 || !strings.Contains(body, `src="data:image/png;base64,`) || strings.Contains(body, "<script") {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	code := codeIn(body)
	h.p.Clock.Move(office.CodeLife + time.Second)
	req, _ := centraltest.Asker(t, code)
	if _, err := h.p.Enrol(t.Context(), req); registry.CodeOf(err) != registry.Denied {
		t.Errorf("after ten minutes: %v", err)
	}
	c = h.signIn("xaa")
	_, body = h.post(c, "/can-bo/ma", url.Values{"ap": {h.hamlets[0].String()}, "nguoi": {"Út"}})
	req, _ = centraltest.Asker(t, codeIn(body))
	answer := centraltest.Must[wire.EnrolResponse](t)(h.p.Enrol(t.Context(), req))
	if len(answer.Grants) != 2 {
		t.Errorf("%d grants: the hamlet's and its log's", len(answer.Grants))
	}
}

func TestALostLaptopIsRevokedByOneClick(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.signIn("xaa")
	path := "/can-bo/may/" + h.laptops[0].String()
	if res, _ := h.post(c, path+"/mat", nil); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d", res.StatusCode)
	}
	if _, revoked, err := h.p.DeviceKey(t.Context(), h.laptops[0]); err != nil || !revoked {
		t.Errorf("revoked %v, %v", revoked, err)
	}
	if _, body := h.get(c, path); !strings.Contains(body, "72 giờ") {
		t.Error("the page does not say what to do next")
	}
	acts := 0
	centraltest.OK(t, h.p.Lines(t.Context(), central.AuditScopeOf(h.communes[0]), func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) {
		if l.Change.Kind == registry.KindAudit {
			acts++
		}
	}))
	if acts != 2 {
		t.Errorf("%d acts in the commune's log: the sign-in and the revocation", acts)
	}
}

// A form on another site can't act for who is signed in here.
func TestAnotherSiteCanNotAct(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.signIn("xaa")
	for site, want := range map[string]int{"cross-site": http.StatusForbidden, "same-site": http.StatusForbidden, "same-origin": http.StatusSeeOther} {
		req, err := http.NewRequest(http.MethodPost, h.pages.URL+"/can-bo/may/"+h.laptops[0].String()+"/mat", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", site)
		if res, _ := read(t)(c.Do(req)); res.StatusCode != want {
			t.Errorf("%s: %d", site, res.StatusCode)
		}
	}
	for _, path := range []string{"/can-bo/may/" + h.laptops[1].String() + "/mat", "/can-bo/dang-xuat"} {
		if res, _ := h.get(c, path); res.StatusCode == http.StatusOK {
			t.Errorf("a GET acts: %s", path)
		}
	}
}

func TestSigningOutAndDisabling(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.signIn("xaa")
	h.post(c, "/can-bo/dang-xuat", nil)
	if res, _ := h.get(c, "/can-bo/may"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("signed out: %d", res.StatusCode)
	}
	c = h.signIn("xab")
	centraltest.OK(t, h.p.Disable(t.Context(), "xab"))
	if res, _ := h.get(c, "/can-bo/may"); res.StatusCode != http.StatusSeeOther {
		t.Errorf("disabled: %d", res.StatusCode)
	}
}

// codeIn is the code on a page that gives one out.
func codeIn(body string) string {
	_, rest, _ := strings.Cut(body, `<p class="code"><strong>`)
	code, _, _ := strings.Cut(rest, "<")
	return code
}

// An officer's code opens the commune's scope and its hamlets', with rank, and
// those of no other commune.
func TestAnOfficersCodeIsForTheirCommune(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, body := h.post(h.signIn("xaa"), "/can-bo/ma", url.Values{"ap": {h.communes[0].String()}, "nguoi": {"Chị Ba"}})
	req, _ := centraltest.Asker(t, codeIn(body))

	answer := centraltest.Must[wire.EnrolResponse](t)(h.p.Enrol(t.Context(), req))

	kinds := map[string]int{}
	for _, sc := range answer.Scopes {
		kinds[sc.Kind]++
		if sc.ID == h.scopes[1] || sc.Unit == h.hamlets[1] {
			t.Errorf("scope %s %s is the other commune's", sc.Kind, sc.ID)
		}
	}
	// The units stand in a scope of that kind in these tests.
	if kinds[wire.ScopeCommune] != 1 || kinds[wire.ScopeHamlet] != 2 || kinds[wire.ScopeAudit] != 2 {
		t.Errorf("scopes %v", kinds)
	}
	for _, g := range answer.Grants {
		if g.Doc.Rank != ledger.RankCommune || g.Doc.Role != registry.RoleCommune {
			t.Errorf("grant %+v", g.Doc)
		}
	}
}
