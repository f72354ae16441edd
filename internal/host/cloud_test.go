package host

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestCloud(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, tt := range map[string]struct {
		dir  string
		mark string // a file that a client left
		env  map[string]string
		want string
	}{
		"a folder of one's own":                 {dir: "home/lan/ThamHo"},
		"a folder that only sounds like one":    {dir: "home/lan/dropboxes/ThamHo"},
		"OneDrive, by its name":                 {dir: "Users/lan/OneDrive/ThamHo", want: "OneDrive"},
		"OneDrive of an office":                 {dir: "Users/lan/OneDrive - UBND xã Tạ An Khương/Documents/ThamHo", want: "OneDrive"},
		"OneDrive somewhere else, by variables": {dir: "D/TaiLieu/ThamHo", env: map[string]string{"OneDriveCommercial": "D/TaiLieu"}, want: "OneDrive"},
		"the variable of another folder":        {dir: "D/TaiLieu2/ThamHo", env: map[string]string{"OneDrive": "D/TaiLieu"}},
		"Dropbox":                               {dir: "home/lan/Dropbox (Cá nhân)/ThamHo", want: "Dropbox"},
		"Dropbox, renamed":                      {dir: "home/lan/Hop/ThamHo", mark: "home/lan/Hop/.dropbox.cache", want: "Dropbox"},
		"Google Drive":                          {dir: "G/My Drive/ThamHo", want: "Google Drive"},
		"Google Drive in Vietnamese":            {dir: "G/Drive của tôi/ThamHo", want: "Google Drive"},
		"the folder itself":                     {dir: "home/Nextcloud", want: "Nextcloud"},
		"Syncthing":                             {dir: "home/chung/ThamHo", mark: "home/chung/.stfolder", want: "Syncthing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := filepath.Join(root, name)
			dir := filepath.Join(base, tt.dir)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if tt.mark != "" {
				if err := os.WriteFile(filepath.Join(base, tt.mark), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}

			got := Cloud(dir, func(name string) string {
				if v := tt.env[name]; v != "" {
					return filepath.Join(base, v)
				}
				return ""
			})

			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestConflictCopies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	theirs := []string{
		"thamho (1).db", "thamho-MAY-XA-01.db", "thamho (Bản sao xung đột của Lan 2026-11-20).db", "thamho (Lan's conflicted copy 2026-11-20).db",
		"thamho.sync-conflict-20261120-090000-ABCDEFG.db", "thamho_xung đột.db", "thamho - Copy.db",
	}
	ours := []string{"thamho.db", "thamho.db-wal", "thamho.db-shm", "thamho.db.ngay-2026-11-20", "thamho.db.hong-20261120-090000", "thamho.keys", "thamhodb.db", "khac.db"}
	for _, name := range append(slices.Clone(theirs), ours...) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	got, err := ConflictCopies(filepath.Join(dir, "thamho.db"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i] = filepath.Base(got[i])
	}

	slices.Sort(theirs)
	if slices.Sort(got); !slices.Equal(got, theirs) {
		t.Errorf("got %q, want %q", got, theirs)
	}
}
