package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// TestAnOfficerSaysWhereAHamletWent: after the reform the hamlets of a divided
// commune wait, are placed by a digit, and go by the new name everywhere.
func TestAnOfficerSaysWhereAHamletWent(t *testing.T) {
	b := newBench(t)
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.Local)
	b.province.Now = func() time.Time { return day }
	fields := must(registry.Encode(registry.Unit{Code: "32155", Name: "Tạ An Khương", Type: "xã", Level: registry.LevelCommune, Parent: fieldtest.ID(11)}))
	set := ledger.Draft{Kind: registry.KindUnit, Record: fieldtest.ID(12), Op: ledger.OpSet, Fields: fields}
	b.check(b.laptop.Store.Write(t.Context(), b.province.Reference, []ledger.Draft{set}, ""))
	b.start()
	if !b.Shows("xã Tạ An Khương (cũ)") {
		t.Error("the old commune is not marked as old")
	}

	home(t)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Report()
	b.wantSaid("Chưa rõ ấp 4 về xã nào nên chưa in được.")
	b.shell.ChooseHamlet(uuid.Nil)

	b.shell.Placing()
	b.on("placing")
	if !b.Shows("chưa rõ về xã nào") || !b.Shows("khu vực Đầm Dơi (cũ)") || !b.Shows("còn 2/2 chưa rõ") {
		t.Error("what waits is not shown")
	}
	b.shot("placing")
	b.Type("2")
	b.wantSaid("Đã ghi: ấp 4 về ")
	if !b.Shows("còn 1/2 chưa rõ") {
		t.Error("the count does not go down")
	}
	b.shot("placing-one")
	b.Press(fyne.KeyEscape)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Report()
	b.wantSaid("Đã lưu vào")
	b.shell.ChooseHamlet(uuid.Nil)
	b.Ctrl(fyne.KeyG)
	b.on("hamlets")
	if !b.Shows("trước 01/7/2025: xã Tạ An Khương") {
		t.Error("the old name does not stand beside the new one")
	}
	b.shot("hamlets-after")
	b.Press(fyne.KeyEscape)
	b.Ctrl(fyne.KeyU) // a report is not undone, the placing is
	b.shell.Placing()
	if !b.Shows("còn 2/2 chưa rõ") {
		t.Error("it is not taken back")
	}
}
