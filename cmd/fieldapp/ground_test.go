package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/ui/words"
)

// Whatever is wrong with the disk or the folder is said with what to do, the most
// pressing first.
func TestTheGroundIsTold(t *testing.T) {
	fine(t, words.Install(words.Vietnamese))
	for name, tt := range map[string]struct {
		ground profile.Ground
		want   string
	}{
		"all is well":            {profile.Ground{Free: profile.LowRoom}, ""},
		"the disk nearly full":   {profile.Ground{Free: profile.LowRoom - 1, Cloud: "Dropbox"}, "Xoá bớt tệp"},
		"strange copies":         {profile.Ground{Free: profile.LowRoom, Cloud: "Dropbox", Conflicts: []string{"thamho (1).db"}}, "Đừng mở, đừng xoá"},
		"a folder on its way up": {profile.Ground{Free: profile.LowRoom, Cloud: "OneDrive"}, "Tắt đồng bộ thư mục này trong OneDrive"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := groundText(tt.ground); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("said %q", got)
			}
		})
	}
}

// A profile in a folder that a cloud's client copies: it is noticed, the second
// copies that the client makes are listed and stay as they are, whatever is done
// with the profile.
func TestAFolderInACloud(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "OneDrive - UBND xã Tạ An Khương", "ThamHo")
	fine(t, os.MkdirAll(dir, 0o700))
	copies := []string{"thamho (1).db", "thamho-MAY-XA-01.db", "thamho (Bản sao xung đột 2026-11-20).db"}
	for _, name := range copies {
		fine(t, os.WriteFile(filepath.Join(dir, name), []byte("SQLite format 3\x00 nothing of ours"), 0o600))
	}
	p := newRooms(t, dir, nil)
	fine(t, p.Begin(t.Context(), "Lan", pass))

	g, err := p.Current().Ground()
	fine(t, err)
	fine(t, p.Store().CopyDaily(t.Context()))
	_, err = p.Current().Invite("Hoa")
	fine(t, err)
	for _, one := range p.People() {
		if one.Name == "Hoa" {
			fine(t, p.Current().Remove(t.Context(), one.Slot)) // and with them the key
		}
	}
	fine(t, p.Lock())

	if g.Cloud != "OneDrive" || len(g.Conflicts) != len(copies) || g.Free == 0 {
		t.Errorf("found %+v", g)
	}
	for _, name := range copies {
		if raw, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(raw) != "SQLite format 3\x00 nothing of ours" {
			t.Errorf("%s: %q, %v", name, raw, err)
		}
	}
}
