package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// failing is a laptop before its disk failed, and what the province has.
type failing struct {
	p       *province
	path    string
	want    ledger.Hash    // of all records
	entries []ledger.Entry // admitted, in order
	people  map[uuid.UUID]string
	unsent  []uuid.UUID // written after the copy of the day, acknowledged by nobody
}

func newFailing(t *testing.T) *failing {
	t.Helper()
	f := &failing{p: newProvince(), path: filepath.Join(t.TempDir(), "thamho.db"), people: map[uuid.UUID]string{}}
	s := f.p.enrolAt(t, options(f.path, 1))
	other := f.p.laptop(t, 2, ledger.RankHamlet)
	for n := range 60 {
		f.write(t, other, 1000+n, fmt.Sprintf("Trần Thị Mai %d", n))
	}
	f.entries = append(f.entries, f.p.send(t, other, ledger.RankHamlet)...)
	f.p.apply(t, s, f.entries)
	for n := range 40 {
		f.write(t, s, 2000+n, fmt.Sprintf("Lê Thị Cúc %d", n))
	}
	mine := f.p.send(t, s, ledger.RankHamlet)
	f.entries = append(f.entries, mine...)
	f.p.apply(t, s, mine)
	if err := s.CopyDaily(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range 10 {
		f.unsent = append(f.unsent, f.write(t, s, 3000+n, fmt.Sprintf("Võ Thị Đào %d", n)))
		if n == 5 { // some in a block that nobody has, some in none yet
			if err := s.Seal(t.Context(), f.p.scope); err != nil {
				t.Fatal(err)
			}
		}
	}
	checkpoint(t, s)
	f.want = must[ledger.Hash](t)(s.Fingerprint(t.Context(), f.p.scope))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *failing) write(t *testing.T, s *Store, n int, head string) (person uuid.UUID) {
	f.p.family(t, s, n, head)
	person = testID(20000 + n*10)
	f.people[person] = head
	return person
}

// spoil flips a bit in one page of every, as a failing disk does.
func (f *failing) spoil(t *testing.T, seed uint64, every int) (pages int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 3))
	data := must[[]byte](t)(os.ReadFile(f.path))
	for at := vault.PageSize; at < len(data); at += vault.PageSize {
		if rng.IntN(every) == 0 {
			data[at+rng.IntN(vault.PageSize)] ^= 1 << rng.IntN(8)
			pages++
		}
	}
	if err := os.WriteFile(f.path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestPromise21SalvageOfADyingLaptop spoils pages all over the file and salvages:
// no wrong child is ever shown, what the province has comes back with the next
// pull, and what was never sent is saved wherever its own page can be read.
func TestPromise21SalvageOfADyingLaptop(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		every := []int{40, 20, 10, 6, 3, 15}[seed]
		t.Run(fmt.Sprintf("one page in %d", every), func(t *testing.T) {
			t.Parallel()
			f := newFailing(t)
			spoilt := f.spoil(t, seed, every)
			o := options(f.path, 5)
			if s, err := Open(t.Context(), o); err == nil {
				_ = s.Close()
				t.Skip("no page in use was hit")
			} else if keyOfError(err) != "db_damaged" {
				t.Fatalf("got %v", err)
			}
			broken := must[[]byte](t)(os.ReadFile(f.path))

			report := must[Salvaged](t)(Salvage(t.Context(), o))

			s := must[*Store](t)(Open(t.Context(), o))
			defer s.Close()
			if kept := must[[]byte](t)(os.ReadFile(report.Kept)); len(kept) != len(broken) {
				t.Error("the damaged file is not set aside whole")
			}
			before := f.count(t, s)
			f.p.apply(t, s, f.entries)
			after := f.count(t, s)
			lost := 0
			for _, id := range f.unsent {
				if _, err := s.Person(t.Context(), id); err != nil {
					lost++
				}
			}
			t.Logf("%d pages spoilt; %d rows read, %d from the copy of %s; %d of %d people before the pull, %d after; %d of %d unsent lost",
				spoilt, report.Rows, report.Copied, report.Day.Format("02/01"), before, len(f.people), after, lost, len(f.unsent))
			if after != len(f.people)-lost {
				t.Errorf("%d people are there after the pull, of %d", after, len(f.people))
			}
			if got := must[ledger.Hash](t)(s.Fingerprint(t.Context(), f.p.scope)); lost == 0 && got != f.want {
				t.Error("the records are not what they were")
			}
			if found := len(must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: "tran thi mai"}))); found != 60 {
				t.Errorf("the search finds %d households", found)
			}
			// The laptop goes on working, and what it says goes out.
			f.p.family(t, s, 4000, "Bùi Thị Sen")
			if sent := f.p.send(t, s, ledger.RankHamlet); len(sent) == 0 {
				t.Error("nothing goes out")
			}
		})
	}
}

// count counts the people who are there; one with another name is an error.
func (f *failing) count(t *testing.T, s *Store) (n int) {
	t.Helper()
	for id, name := range f.people {
		rec, err := s.Person(t.Context(), id)
		if err != nil {
			continue
		}
		n++
		if rec.Value.Name != name {
			t.Errorf("%s is shown as %q", name, rec.Value.Name)
		}
	}
	return n
}

// With nothing left to read, and no copy, the file stays as it is.
func TestSalvageOfNothingChangesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "thamho.db")
	data := make([]byte, 20*vault.PageSize)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}

	_, err := Salvage(t.Context(), options(path, 1))

	if keyOfError(err) != "db_damaged" {
		t.Errorf("got %v", err)
	}
	if got := must[[]byte](t)(os.ReadFile(path)); len(got) != len(data) {
		t.Error("the file was changed")
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
