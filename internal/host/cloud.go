package host

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// cloudVariables name the folders that a client of Microsoft's keeps in step.
var cloudVariables = []string{"OneDrive", "OneDriveConsumer", "OneDriveCommercial"}

// cloudFolders are what clients call their folder, in the first letters of its
// name, and how people call the client.
var cloudFolders = []struct{ begins, client string }{
	{"onedrive", "OneDrive"},
	{"dropbox", "Dropbox"},
	{"google drive", "Google Drive"},
	{"googledrive", "Google Drive"},
	{"my drive", "Google Drive"},
	{"drive của tôi", "Google Drive"},
	{"icloud drive", "iCloud"},
	{"iclouddrive", "iCloud"},
	{"mobile documents", "iCloud"},
	{"nextcloud", "Nextcloud"},
	{"owncloud", "ownCloud"},
	{"syncthing", "Syncthing"},
}

// cloudMarks are what clients leave in the folder that they keep in step.
var cloudMarks = []struct{ name, client string }{
	{".dropbox", "Dropbox"},
	{".dropbox.cache", "Dropbox"},
	{".tmp.drivedownload", "Google Drive"},
	{".tmp.driveupload", "Google Drive"},
	{".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"}, // a file of this name stands in its root
	{".stfolder", "Syncthing"},
	{".owncloudsync.log", "ownCloud"},
	{".nextcloudsync.log", "Nextcloud"},
}

// Cloud names the program that copies a folder, or one that it lies in, to a
// cloud; "" when there is none that we know. getenv is os.Getenv.
func Cloud(dir string, getenv func(string) string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		full = dir
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		full = real
	}
	for _, name := range cloudVariables {
		if root := getenv(name); root != "" && within(full, root) {
			return "OneDrive"
		}
	}
	for at := full; ; at = filepath.Dir(at) {
		if client := cloudAt(at); client != "" {
			return client
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

// cloudAt tells whose one folder is, by its name and by what lies in it.
func cloudAt(dir string) string {
	name := strings.ToLower(filepath.Base(dir))
	for _, f := range cloudFolders {
		if rest, ok := strings.CutPrefix(name, f.begins); ok && (rest == "" || strings.ContainsAny(rest[:1], " -_(")) {
			return f.client
		}
	}
	for _, m := range cloudMarks {
		if _, err := os.Lstat(filepath.Join(dir, m.name)); err == nil {
			return m.client
		}
	}
	return ""
}

// within tells whether a folder is root or lies in it.
func within(dir, root string) bool {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// conflictSigns are what clients put into the name of a second copy, between the
// name of the file and its ending: «(1)», «-MAY-XA-01», «xung đột».
var conflictSigns = regexp.MustCompile(`(?i)^( ?\(\d+\)| - copy.*| - bản sao.*|[ -_.(]*(conflict|xung đột|xung_dot|conflicted copy|sync-conflict|bản sao).*|-[\p{L}\d][\p{L}\d-]{1,62})$`)

// ConflictCopies lists the files beside file that a client made of it when two
// computers had changed it, by names alone: none is opened.
func ConflictCopies(file string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	ending := filepath.Ext(file)
	stem := strings.TrimSuffix(filepath.Base(file), ending)
	var out []string
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), stem)
		between, same := strings.CutSuffix(rest, ending)
		if ours && same && conflictSigns.MatchString(between) {
			out = append(out, filepath.Join(filepath.Dir(file), e.Name()))
		}
	}
	return out, nil
}
