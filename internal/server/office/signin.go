package office

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/limit"
)

const maxForm = 16 << 10

func (o *Office) signInPage(w http.ResponseWriter, r *http.Request) {
	o.render(w, r, http.StatusOK, "signin.html", signIn{})
}

// signIn is what the page of the sign-in shows.
type signIn struct {
	Login string
	Wrong bool
	Later bool
}

// signIn checks login, password and number. Whatever is wrong, the answer is the
// same, and takes as long.
func (o *Office) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	login := strings.ToLower(strings.TrimSpace(r.PostFormValue("ten")))
	host := limit.Host(r.RemoteAddr)
	if !o.byAccount.Allow(login+"\n"+host) || !o.byHost.Allow(host) {
		w.Header().Set("Retry-After", "60")
		o.render(w, r, http.StatusTooManyRequests, "signin.html", signIn{Login: login, Later: true})
		return
	}
	account, ok, err := o.check(r.Context(), login, r.PostFormValue("mat_khau"), strings.TrimSpace(r.PostFormValue("so")))
	if err != nil {
		o.broken(w, r, "sign in", err)
		return
	}
	if !ok {
		o.Log.Warn("office", "op", "sign in", "refused", true)
		o.render(w, r, http.StatusUnauthorized, "signin.html", signIn{Login: login, Wrong: true})
		return
	}
	if err := o.begin(w, r, account); err != nil {
		o.broken(w, r, "sign in", err)
		return
	}
	http.Redirect(w, r, "/can-bo/may", http.StatusSeeOther)
}

func (o *Office) check(ctx context.Context, login, password, number string) (a registry.Account, ok bool, err error) {
	a, secrets, err := o.Store.Account(ctx, login)
	known := err == nil
	if registry.CodeOf(err) == registry.NotFound {
		secrets.Hash, err = nobody, nil
	}
	if err != nil {
		return a, false, err
	}
	ok, err = fits(ctx, secrets.Hash, password)
	if err != nil || !ok || !known {
		return a, false, err
	}
	step, ok := stepOf(secrets.TOTP, number, o.Now())
	if !ok {
		return a, false, nil
	}
	ok, err = o.Store.TakeStep(ctx, a.ID, step)
	return a, ok, err
}

// begin opens a session: the browser gets a random token, the store its hash.
func (o *Office) begin(w http.ResponseWriter, r *http.Request, a registry.Account) error {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return fmt.Errorf("draw session: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	if err := o.Store.OpenBoard(r.Context(), tokenHash(token), a.ID); err != nil {
		return err
	}
	if err := o.Store.Audit(r.Context(), a.Unit, registry.AuditEntry{Act: registry.AuditSignIn, Record: a.ID}); err != nil {
		return err
	}
	http.SetCookie(w, o.cookie(r, token, 0))
	return nil
}

func (o *Office) cookie(r *http.Request, token string, age int) *http.Cookie {
	name := "thamho"
	if r.TLS != nil {
		name = "__Host-thamho"
	}
	return &http.Cookie{Name: name, Value: token, Path: "/", HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode, MaxAge: age}
}

func tokenHash(token string) ledger.Hash { return ledger.Sum([]byte("thamho board\n"), []byte(token)) }

func (o *Office) token(r *http.Request) string {
	c, err := r.Cookie(o.cookie(r, "", 0).Name)
	if err != nil {
		return ""
	}
	return c.Value
}

func (o *Office) signOut(w http.ResponseWriter, r *http.Request, _ registry.Account) {
	if err := o.Store.CloseBoard(r.Context(), tokenHash(o.token(r))); err != nil {
		o.broken(w, r, "sign out", err)
		return
	}
	http.SetCookie(w, o.cookie(r, "", -1))
	http.Redirect(w, r, "/can-bo/dang-nhap", http.StatusSeeOther)
}

// signedIn lets only those in who are, and tells the page who.
func (o *Office) signedIn(page func(http.ResponseWriter, *http.Request, registry.Account)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := o.Store.Board(r.Context(), tokenHash(o.token(r)))
		switch {
		case registry.CodeOf(err) == registry.NotFound:
			http.Redirect(w, r, "/can-bo/dang-nhap", http.StatusSeeOther)
		case err != nil:
			o.broken(w, r, "session", err)
		default:
			page(w, r, a)
		}
	}
}
