package places

import (
	"reflect"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

// hamlets of the communes, one each.
func hamletsOf(t testing.TB, on registry.Date, codes ...string) []Hamlet {
	t.Helper()
	var out []Hamlet
	for i, code := range codes {
		out = append(out, Hamlet{ID: id(byte(i + 1)), Name: "ấp 1", Commune: at(t, code, on).Key})
	}
	return out
}

func TestReformSettlesWholeCommunes(t *testing.T) {
	t.Parallel()

	got := Reform(hamletsOf(t, asOf, "32047", "32092", "32002"))

	for i, want := range []string{"xã U Minh", "xã Hồ Thị Kỷ", "phường An Xuyên"} {
		if a := got[i]; !a.Settled() || a.To.FullName() != want || a.To.From != day1 || a.Hamlet != id(byte(i+1)) {
			t.Errorf("hamlet %d goes to %s", i, a.To.FullName())
		}
	}
}

func TestReformLeavesSplitCommunesToAnOfficer(t *testing.T) {
	t.Parallel()

	a := Reform(hamletsOf(t, asOf, "32155"))[0]

	if a.Settled() || codes(a.Candidates) != "32152 32155" || a.From.FullName() != "xã Tạ An Khương" {
		t.Fatalf("%+v", a)
	}
	t.Run("OK", func(t *testing.T) {
		t.Parallel()
		settled, err := Assign(a, a.Candidates[1].Key)
		if err != nil || settled.To != a.Candidates[1] || a.Settled() {
			t.Errorf("%+v, %v", settled, err)
		}
	})
	for name, to := range map[string]Key{
		"ErrOtherCommune": at(t, "32047", day1).Key,
		"ErrOldCommune":   a.From.Key, // bears the code of a candidate
		"ErrNone":         {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if same, err := Assign(a, to); registry.CodeOf(err) != registry.Invalid || registry.KeyOf(err) != "not_a_candidate" || same.Settled() {
				t.Errorf("%+v, %v", same, err)
			}
		})
	}
}

func TestReformMayBeReplayed(t *testing.T) {
	t.Parallel()
	hamlets := hamletsOf(t, asOf, "32047", "32155", "32011")
	first := Reform(hamlets)
	if again := Reform(hamlets); !reflect.DeepEqual(again, first) {
		t.Errorf("%+v, then %+v", first, again)
	}
	for i, a := range first {
		if !a.Settled() {
			a.To = a.Candidates[0]
		}
		hamlets[i].Commune = a.To.Key
		if b := Reform(hamlets)[i]; b.To != a.To || b.From != a.To {
			t.Errorf("hamlet of %s moves on to %s", a.To.FullName(), b.To.FullName())
		}
	}
}

func TestReformWaitsForWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, commune := range map[string]Key{
		"NoCommune":  {},
		"OtherDay":   {Code: "32047", From: asOf},
		"ADistrict":  at(t, "970", asOf).Key,
		"AProvince":  at(t, "96", asOf).Key,
		"EndUnknown": {Code: "18448", From: on(1900, 1, 1)}, // merged in 2019, into what no table says
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := Reform([]Hamlet{{ID: id(1), Commune: commune}})[0]
			if a.Settled() || len(a.Candidates) > 0 || a.Hamlet != id(1) || a.From.Key != commune {
				t.Errorf("%+v", a)
			}
		})
	}
	if got := Reform(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestClashesListsHamletsOfOneName(t *testing.T) {
	t.Parallel()
	names := map[uuid.UUID]string{id(1): "ấp 1", id(2): "Ấp 01", id(3): "ấp 2", id(4): "ấp 1", id(5): "ấp 1", id(6): "ấp Hoà", id(7): "ấp Hòa"}
	// Khánh Hòa and Khánh Tiến go to U Minh, Khánh Hội to Khánh Lâm; Khánh Thuận waits.
	hamlets := hamletsOf(t, asOf, "32047", "32050", "32047", "32062", "32048", "32050", "32047")

	got := Clashes(Reform(hamlets), func(h uuid.UUID) string { return names[h] })

	want := map[Key][]uuid.UUID{at(t, "32047", day1).Key: {id(1), id(2), id(6), id(7)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
