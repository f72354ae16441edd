// Package board is the web board of the province: progress by unit, drilled
// from the province to the hamlet, rendered on the server and usable without
// JavaScript. It shows counts only, never a child's name or number, so that a
// picture of it can go into a report. It asks its Source and decides nothing.
package board

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

//go:embed page
var files embed.FS

// Source answers what the board shows.
type Source interface {
	// Progress returns a unit with the units below it; uuid.Nil asks for the
	// province. An unknown unit is a registry.Error with code NotFound.
	Progress(ctx context.Context, unit uuid.UUID) (registry.ProgressPage, error)
}

// Board is the handler of the pages.
type Board struct {
	source Source
	log    *slog.Logger
	page   *template.Template
	mux    *http.ServeMux
}

// New makes the board. Its routes are / for the province, /don-vi/{id} for a
// unit, and /static/.
func New(source Source, log *slog.Logger) *Board {
	b := &Board{source: source, log: log, mux: http.NewServeMux()}
	b.page = template.Must(template.New("").Funcs(words).ParseFS(files, "page/*.html"))
	static, err := fs.Sub(files, "page")
	if err != nil {
		panic(err) // the folder is embedded: it is there or the program was not built
	}
	b.mux.HandleFunc("GET /{$}", b.unit)
	b.mux.HandleFunc("GET /don-vi/{unit}", b.unit)
	b.mux.Handle("GET /static/board.css", http.StripPrefix("/static/", http.FileServerFS(static)))
	b.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { b.fail(w, http.StatusNotFound) })
	return b
}

// ServeHTTP serves the pages.
func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	b.mux.ServeHTTP(w, r)
}

func (b *Board) unit(w http.ResponseWriter, r *http.Request) {
	id := uuid.Nil
	if text := r.PathValue("unit"); text != "" {
		var err error
		if id, err = uuid.Parse(text); err != nil {
			b.fail(w, http.StatusNotFound)
			return
		}
	}
	progress, err := b.source.Progress(r.Context(), id)
	switch {
	case registry.CodeOf(err) == registry.NotFound:
		b.fail(w, http.StatusNotFound)
	case err != nil:
		b.log.Error("board", "op", "progress", "unit", id, "err", err)
		b.fail(w, http.StatusInternalServerError)
	default:
		b.render(w, http.StatusOK, "unit.html", newView(progress, parseOrder(r.URL.Query().Get("xep"))))
	}
}

// fail answers with a page that says what to do next.
func (b *Board) fail(w http.ResponseWriter, status int) {
	b.render(w, status, "fail.html", status == http.StatusNotFound)
}

// render writes a page whole or not at all.
func (b *Board) render(w http.ResponseWriter, status int, name string, data any) {
	var buf bytes.Buffer
	if err := b.page.ExecuteTemplate(&buf, name, data); err != nil {
		b.log.Error("board", "op", "render", "page", name, "err", err)
		http.Error(w, "Máy chủ gặp lỗi, chưa hiện được trang. Thử lại sau.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = buf.WriteTo(w)
}
