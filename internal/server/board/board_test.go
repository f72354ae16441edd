package board

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

type sourceFunc func(uuid.UUID) (registry.ProgressPage, error)

func (f sourceFunc) Progress(_ context.Context, unit uuid.UUID) (registry.ProgressPage, error) {
	return f(unit)
}

// thePage is the article's own figures for the province and Đầm Dơi.
func thePage() registry.ProgressPage {
	commune := func(name string, target, entered, none int) registry.Progress {
		return registry.Progress{Unit: uuid.NewSHA1(uuid.Nil, []byte(name)), Name: name, Level: registry.LevelCommune, Target: target, Entered: entered, NoNumber: none, Hamlets: 9}
	}
	return registry.ProgressPage{
		Path: []registry.Progress{
			{Name: "tỉnh Cà Mau", Level: registry.LevelProvince, Target: 188584, Entered: 140096, NoNumber: 66589},
			{Name: "huyện Đầm Dơi", Level: registry.LevelDistrict, Target: 40737, Entered: 32462, NoNumber: 10716, Hamlets: 150, Live: 9},
		},
		Rows: []registry.Progress{
			commune("xã Tốt", 100, 99, 5), commune("xã Thấp", 100, 50, 60), commune("xã Lớn", 9000, 8000, 700), commune("xã <script>", 0, 0, 0),
		},
		Loose: 12, AsOf: registry.Date{Year: 2023, Month: 1, Day: 10}, Demo: true,
	}
}

func get(t *testing.T, source Source, path string) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	New(source, slog.New(slog.NewTextHandler(io.Discard, nil))).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Result(), w.Body.String()
}

func TestUnitPage(t *testing.T) {
	res, body := get(t, sourceFunc(func(uuid.UUID) (registry.ProgressPage, error) { return thePage(), nil }), "/don-vi/"+uuid.NewString())

	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", res.StatusCode, body)
	}
	for what, want := range map[string]string{
		"numbers with dots":         "40.737",
		"rate with a comma":         "79,69%",
		"what remains":              "8.275",
		"the banner":                "<strong>Dữ liệu mẫu</strong>, tính đến 10/01/2023",
		"the way up":                `<a href="/">tỉnh Cà Mau</a>`,
		"what is not shared out":    "Chưa phân về",
		"names are escaped":         "xã &lt;script&gt;",
		"where counts come from":    "hồ sơ 9/150 ấp",
		"no rate without a target":  `<td class="n rate">–</td>`,
		"the chosen order is shown": `<a href="?xep=ty-le" aria-current="true">`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s: %q is not on the page", what, want)
		}
	}
	if strings.Contains(body, "<script") {
		t.Error("the page has a script")
	}
}

func TestOrders(t *testing.T) {
	source := sourceFunc(func(uuid.UUID) (registry.ProgressPage, error) { return thePage(), nil })
	for path, want := range map[string][]string{
		"/":                    {"xã Thấp", "xã Lớn", "xã Tốt", "xã &lt;"},
		"/?xep=con-lai":        {"xã Lớn", "xã Thấp", "xã Tốt"},
		"/?xep=chua-so":        {"xã Lớn", "xã Thấp", "xã Tốt"},
		"/?xep=danh-sach":      {"xã Tốt", "xã Thấp", "xã Lớn"},
		"/?xep=%27%20or%201=1": {"xã Thấp", "xã Lớn", "xã Tốt"},
	} {
		_, body := get(t, source, path)

		at := 0
		for _, name := range want {
			next := strings.Index(body[at:], name)
			if next < 0 {
				t.Fatalf("%s: %s is missing or out of order", path, name)
			}
			at += next
		}
	}
}

func TestFailures(t *testing.T) {
	notFound := &registry.Error{Code: registry.NotFound}
	for name, tt := range map[string]struct {
		path   string
		err    error
		status int
		want   string
	}{
		"an id that is none":   {"/don-vi/abc", nil, http.StatusNotFound, "Không có trang này"},
		"an unknown unit":      {"/don-vi/" + uuid.NewString(), notFound, http.StatusNotFound, "Không có trang này"},
		"an unknown page":      {"/etc/passwd", nil, http.StatusNotFound, "Không có trang này"},
		"a database that ails": {"/", errors.New("secret path"), http.StatusInternalServerError, "số liệu không mất"},
	} {
		t.Run(name, func(t *testing.T) {
			res, body := get(t, sourceFunc(func(uuid.UUID) (registry.ProgressPage, error) { return thePage(), tt.err }), tt.path)

			if res.StatusCode != tt.status || !strings.Contains(body, tt.want) || strings.Contains(body, "secret") {
				t.Errorf("status %d, body %s", res.StatusCode, body)
			}
		})
	}
}
