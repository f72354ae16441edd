// Package files finds the lists and pictures that lie where people and programs
// put them, for the fields in which one is picked.
package files

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thamho.vn/internal/ui/kit"
)

// Found is a list with the time of its last change.
type Found struct {
	path string
	at   time.Time
}

// maxFiles bounds what is offered: the newest come first.
const maxFiles = 200

// Find lists the spreadsheets in the usual folders of the home folder and on
// sticks, the newest first.
func Find() []Found { return find(folders(), ".xlsx", ".csv", ".txt") }

// FindPictures lists the pictures there, and those of cameras on sticks and
// cards, the newest first.
func FindPictures() []Found {
	return find(append(folders(), pictureFolders()...), ".jpg", ".jpeg", ".png", ".webp")
}

// pictureFolders are where pictures are put besides.
func pictureFolders() (out []string) {
	if home, err := os.UserHomeDir(); err == nil {
		for _, name := range []string{"Pictures", "Ảnh", "Hình ảnh"} {
			out = append(out, filepath.Join(home, name))
		}
	}
	for _, pattern := range []string{"/media/*/DCIM/*", "/media/*/*/DCIM/*", "/run/media/*/*/DCIM/*"} {
		cards, _ := filepath.Glob(pattern) // the patterns are sound
		out = append(out, cards...)
	}
	return out
}

func folders() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	out := []string{home}
	for _, name := range []string{"Downloads", "Tải xuống", "Documents", "Tài liệu", "Desktop", "Màn hình nền"} {
		out = append(out, filepath.Join(home, name))
	}
	for _, pattern := range []string{"/media/*", "/media/*/*", "/run/media/*/*"} {
		sticks, _ := filepath.Glob(pattern) // the patterns are sound
		out = append(out, sticks...)
	}
	return out
}

// find: a folder that can't be read has none.
func find(folders []string, kinds ...string) []Found {
	var out []Found
	for _, dir := range folders {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			kind := strings.ToLower(filepath.Ext(e.Name()))
			if e.IsDir() || !slices.Contains(kinds, kind) || strings.HasPrefix(e.Name(), "~$") {
				continue
			}
			if info, err := e.Info(); err == nil {
				out = append(out, Found{filepath.Join(dir, e.Name()), info.ModTime()})
			}
		}
	}
	slices.SortFunc(out, func(a, b Found) int { return b.at.Compare(a.at) })
	return out[:min(len(out), maxFiles)]
}

// Options are the lists to choose from; the id of one is its path.
func Options(files []Found) []kit.Option {
	out := make([]kit.Option, len(files))
	for i, f := range files {
		out[i] = kit.Option{ID: f.path, Text: filepath.Base(f.path), Note: f.at.Format("02/01/2006 15:04")}
	}
	return out
}
