package dirtylist

import (
	"crypto/sha256"
	"strings"
	"testing"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

func TestEncodedTextDecodesToItself(t *testing.T) {
	t.Parallel()
	for _, enc := range []viet.Encoding{viet.TCVN3, viet.VNIWindows} {
		for _, r := range letters {
			if got := viet.Decode(enc, encode(enc, string(r))); got != string(r) {
				t.Errorf("%s: %c comes back as %q by %q", enc, r, got, encode(enc, string(r)))
			}
		}
	}
}

func TestListHasItsDirt(t *testing.T) {
	t.Parallel()
	const scale = 0.05
	counts := map[Kind]int{}
	sum := sha256.New()
	n := 0
	var ids []string
	for row, err := range Rows(7, scale) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		ids = append(ids, row.ID.String())
		for _, k := range row.Planted {
			counts[k]++
		}
		for _, c := range row.Cells {
			sum.Write([]byte(c))
		}
		if len(row.Cells) != len(Header()) {
			t.Fatalf("row %d has %d cells", n, len(row.Cells))
		}
		if found := registry.Stops(registry.CheckPerson(row.Truth, registry.Date{Year: 2023, Month: 1, Day: 10})); len(found) > 0 {
			t.Fatalf("the truth of row %d is refused: %v", n, found)
		}
		if row.SameAs >= 0 && (row.SameAs >= n-1 || ids[row.SameAs] != row.ID.String()) {
			t.Fatalf("row %d is a copy of row %d, which is another child", n-1, row.SameAs)
		}
	}
	if want := 9429; n < want-60 || n > want+60 {
		t.Errorf("%d rows, want about %d", n, want)
	}
	for kind, permille := range map[Kind]int{Space: spaceRate, NonNFC: nfcRate, YearOnly: 2 * yearRate, ShortYear: shortRate, SameChild: copyRate - 3, Namesake: namesakeRate} {
		if got, want := counts[kind], n*permille/1000; got < want*6/10 || got > want*15/10 {
			t.Errorf("%s planted on %d rows, want about %d", kind, got, want)
		}
	}
	for _, kind := range []Kind{Eth, Capitals, TCVN3, VNI, LostZero, EthnicCode, Twin, TonePlace, PINSex, PINYear, ParentCMND, Phone11, SharedNumber} {
		if counts[kind] == 0 {
			t.Errorf("no %s was planted", kind)
		}
	}
	again := sha256.New()
	for row := range Rows(7, scale) {
		again.Write([]byte(strings.Join(row.Cells, "")))
	}
	if string(sum.Sum(nil)) != string(again.Sum(nil)) {
		t.Error("the same seed gave another list")
	}
}
