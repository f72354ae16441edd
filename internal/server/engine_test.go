package server_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/server/central/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.OnBoth(m)) }

// Whoever runs the server sees on which database it runs, and that it is there.
func TestTheServerSaysWhichEngine(t *testing.T) {
	t.Parallel()
	p := centraltest.New(t)
	want := "sqlite"
	if p.Options.Database != "" {
		want = "postgresql"
	}
	s := server.New(server.Options{Central: p.Central, Log: slog.New(slog.DiscardHandler), Now: time.Now, Version: "1.2"})
	for path, line := range map[string]string{
		"/healthz": "ok " + want, "/readyz": "ready " + want, "/metrics": `thamho_info{engine="` + want + `",version="1.2"} 1`,
	} {
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), line) {
			t.Errorf("%s: %d %q", path, answer.Code, answer.Body)
		}
	}
}
