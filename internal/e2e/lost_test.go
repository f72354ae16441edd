package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/registry"
)

// The list of what is on a lost laptop has everybody of its scopes; the notice
// has their number and nobody's name, and the end of its 72 hours.
func TestALostLaptopIsListed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l, other := h.laptop("may-cua-Ut", ledger.RankHamlet), h.laptop("khac", ledger.RankHamlet)
	l.child("Nguyễn Văn Bảo")
	l.sync()
	other.child("Trần Thị Hoa")
	other.sync()

	on := must[registry.Lost](t)(h.central.OnDevice(t.Context(), l.device()))

	if sum := on.Sum(); sum.People != 2 || sum.Households != 2 || on.Laptop != "may-cua-Ut" || time.Since(on.Contact) > time.Hour {
		t.Errorf("%+v of %s, heard %s", sum, on.Laptop, on.Contact)
	}
	var list []string
	for _, row := range forms.LostCells(on) {
		list = append(list, strings.Join(row, " "))
	}
	if all := strings.Join(list, "\n"); !strings.Contains(all, "47 Nguyễn Thị Ánh Nguyễn Văn Bảo 2015") || !strings.Contains(all, "Trần Thị Hoa") {
		t.Errorf("list:\n%s", all)
	}
	found := time.Date(2026, 11, 26, 8, 30, 0, 0, time.UTC)
	notice := forms.BreachNotice(registry.Breach{Lost: on, Found: found}, forms.Office{Agency: "UBND XÃ", Place: "X", Guardian: "Bà Sáu"})
	var pdf, docx bytes.Buffer
	ok(t, notice.PDF(&pdf))
	ok(t, notice.DOCX(&docx))
	text := strings.Join(notice.Subtitle, " ") + notice.Foot
	for _, want := range []string{"8 giờ 30", "ngày 29 tháng 11 năm 2026", "Bà Sáu"} {
		if !strings.Contains(text, want) {
			t.Errorf("the notice lacks %q: %s", want, text)
		}
	}
	if said := fmt.Sprintf("%+v", notice); strings.Contains(said, "Bảo") || strings.Contains(said, "Ánh") {
		t.Errorf("the notice names somebody: %s", said)
	}
}

// The command revokes before it writes anything, also beside a running server,
// and leaves three files.
func TestTheLostCommand(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	h := &house{t: t}
	l := h.blank("a")
	ok(t, l.engine.Enrol(t.Context(), p.ready.URL, p.ready.Code, "a"))
	device, dir := l.device().String(), filepath.Join(t.TempDir(), "giay")
	say := func(args ...string) string {
		out, err := exec.Command(p.file, append(args, "--data", p.data)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		return string(out)
	}

	if out := say("lost", "--device", device, "-o", dir, "--guardian", "Bà Sáu"); !strings.Contains(out, "Đã thu hồi máy a") {
		t.Errorf("said %s", out)
	}
	if out := say("lost"); !strings.Contains(out, device) || !strings.Contains(out, "revoked") {
		t.Errorf("the list says %s", out)
	}
	for _, end := range []string{".docx", ".pdf", ".csv"} {
		if info, err := os.Stat(filepath.Join(dir, "mat-may-"+device[:8]+end)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", end, err)
		}
	}
	if err := l.trySync(); keyOf(err) != "device_wiped" {
		t.Errorf("the laptop was not revoked: %v", err)
	}
}
