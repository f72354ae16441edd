package office

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/skip2/go-qrcode"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// CodeLife is how long a code serves that is shown on this page: the laptop
// stands beside it.
const CodeLife = 10 * time.Minute

// words are what the templates call.
var words = template.FuncMap{
	"so": viet.FormatInt,
	"luc": func(t time.Time) string {
		if t.IsZero() {
			return "–"
		}
		return t.Format("15:04 02/01/2006")
	},
}

// frame is what every page shows.
type frame struct {
	Who  registry.Account
	Data any
}

func (o *Office) devices(w http.ResponseWriter, r *http.Request, a registry.Account) {
	all, err := o.Store.DevicesOf(r.Context(), a)
	if err != nil {
		o.broken(w, r, "devices", err)
		return
	}
	o.render(w, r, http.StatusOK, "devices.html", frame{a, all})
}

// deviceID reads the device of the address; one that is none is not there.
func deviceID(r *http.Request) uuid.UUID {
	id, err := uuid.Parse(r.PathValue("device"))
	if err != nil {
		return uuid.Nil
	}
	return id
}

func (o *Office) device(w http.ResponseWriter, r *http.Request, a registry.Account) {
	on, err := o.Store.OnDeviceOf(r.Context(), a, deviceID(r))
	if err != nil {
		o.broken(w, r, "device", err)
		return
	}
	on.Rows = nil // the page counts; the list of people is made at the server, by a command
	o.render(w, r, http.StatusOK, "device.html", frame{a, registry.Breach{Lost: on, Found: o.Now()}})
}

// lose ends a laptop that was lost.
func (o *Office) lose(w http.ResponseWriter, r *http.Request, a registry.Account) {
	device := deviceID(r)
	_, err := o.Store.OnDeviceOf(r.Context(), a, device)
	if err == nil {
		err = o.Store.Audit(r.Context(), a.Unit, registry.AuditEntry{Act: registry.AuditRevoke, Record: device, Why: a.Login})
	}
	if err == nil {
		err = o.Store.Revoke(r.Context(), device)
	}
	if err != nil {
		o.broken(w, r, "revoke", err)
		return
	}
	http.Redirect(w, r, "/can-bo/may/"+device.String(), http.StatusSeeOther)
}

// codePage is the page on which codes are given out.
type codePage struct {
	Hamlets, Communes []registry.Place
	Code              string
	QR                template.URL
	Until             time.Time
	Missing           bool
}

func (o *Office) codes(w http.ResponseWriter, r *http.Request, a registry.Account) {
	o.showCodes(w, r, a, http.StatusOK, codePage{})
}

func (o *Office) showCodes(w http.ResponseWriter, r *http.Request, a registry.Account, status int, p codePage) {
	var err error
	if p.Hamlets, err = o.Store.HamletsOf(r.Context(), a); err != nil {
		o.broken(w, r, "hamlets", err)
		return
	}
	if p.Communes, err = o.Store.CommunesOf(r.Context(), a); err != nil {
		o.broken(w, r, "communes", err)
		return
	}
	o.render(w, r, status, "code.html", frame{a, p})
}

func (o *Office) issue(w http.ResponseWriter, r *http.Request, a registry.Account) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	name, hamlet := strings.TrimSpace(r.PostFormValue("nguoi")), r.PostFormValue("ap")
	id, err := uuid.Parse(hamlet)
	if err != nil || name == "" || len(name) > 200 {
		o.showCodes(w, r, a, http.StatusBadRequest, codePage{Missing: true})
		return
	}
	code, err := o.Store.CodeFor(r.Context(), a, id, name, CodeLife)
	if err != nil {
		o.broken(w, r, "code", err)
		return
	}
	picture, err := o.picture(code)
	if err != nil {
		o.broken(w, r, "code", err)
		return
	}
	o.showCodes(w, r, a, http.StatusOK, codePage{Code: code, QR: picture, Until: o.Now().Add(CodeLife)})
}

// picture is the code, with the address of the server, for a camera.
func (o *Office) picture(code string) (template.URL, error) {
	text := "thamho:enrol?" + url.Values{"server": {o.URL}, "code": {code}}.Encode()
	png, err := qrcode.Encode(text, qrcode.Medium, 320)
	if err != nil {
		return "", err
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), nil
}
