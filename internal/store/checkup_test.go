package store

import (
	"os"
	"path/filepath"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// spoilt copies the files of a store with forty families, closed or as they lie on
// the disk when the program is killed.
func spoilt(t *testing.T, close bool) (o Options, p *province) {
	t.Helper()
	p = newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	for n := 1; n <= 40; n++ {
		p.family(t, s, n, "Lê Văn Đực")
	}
	o = options(filepath.Join(t.TempDir(), "thamho.db"), 1)
	if !close {
		must[int64](t)(copyOf(s.Path+"-wal", o.Path+"-wal"))
	} else if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	must[int64](t)(copyOf(s.Path, o.Path))
	return o, p
}

func copyOf(from, to string) (int64, error) {
	raw, err := os.ReadFile(from)
	if err != nil {
		return 0, err
	}
	return int64(len(raw)), os.WriteFile(to, raw, 0o600)
}

// damage spoils the last pages: opening reads none of them.
func damage(t *testing.T, file string) {
	t.Helper()
	data := must[[]byte](t)(os.ReadFile(file))
	for i := len(data) - len(data)/10; i < len(data); i += 997 {
		data[i] ^= 0x55
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDamageIsFoundBesideTheWork(t *testing.T) {
	t.Parallel()
	o, p := spoilt(t, true)
	damage(t, o.Path)
	s := must[*Store](t)(Open(t.Context(), o))
	defer s.Close()
	var told []string
	defer s.Subscribe(func(sig registry.Signal) { told = append(told, sig.Kind) })()

	s.lookForDamage(t.Context())

	if keyOfError(s.Damage()) != "db_damaged" || len(told) != 1 || told[0] != registry.SignalDamaged {
		t.Fatalf("found %v, told %v", s.Damage(), told)
	}
	_, drafts := p.aFamily(t, 99, "Lê Thị Cúc")
	if err := s.Write(t.Context(), p.scope, drafts, ""); keyOfError(err) != "db_damaged" {
		t.Errorf("it writes on: %v", err)
	}
}

func TestASoundStoreWritesOnAfterItsCheckup(t *testing.T) {
	t.Parallel()
	o, p := spoilt(t, true)
	s := must[*Store](t)(Open(t.Context(), o))
	defer s.Close()

	s.lookForDamage(t.Context())

	if s.Damage() != nil {
		t.Errorf("found %v", s.Damage())
	}
	p.family(t, s, 99, "Lê Thị Cúc")
}

// What nobody closed is read before anything else.
func TestAStoreThatWasKilledIsCheckedAtOnce(t *testing.T) {
	t.Parallel()
	o, _ := spoilt(t, false)
	s := must[*Store](t)(Open(t.Context(), o)) // sound as it is
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	damage(t, o.Path)
	if err := os.WriteFile(o.Path+"-wal", []byte("bản ghi dở"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), o)
	if err == nil {
		_ = s.Close()
	}
	if keyOfError(err) != "db_damaged" {
		t.Errorf("opened with %v", err)
	}
}
