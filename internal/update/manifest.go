package update

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// ManifestFile is the name of the manifest in a release.
const ManifestFile = "thamho-release.json"

// The limits of what is read before anything is believed.
const (
	MaxManifest = 64 << 10
	MaxFile     = 1 << 30
	maxFiles    = 64
)

// Manifest says what a release is made of.
type Manifest struct {
	Serial  int64  `json:"serial"` // rises with every release
	Version string `json:"version"`
	Made    int64  `json:"made"`    // Unix milliseconds
	Expires int64  `json:"expires"` // after this nobody takes it
	Files   []File `json:"files"`
}

// File is a part of a release.
type File struct {
	Name   string      `json:"name"`
	OS     string      `json:"os"`
	Arch   string      `json:"arch"`
	Size   int64       `json:"size"`
	SHA256 ledger.Hash `json:"sha256"`
}

// Seen is what a laptop took before.
type Seen struct {
	Serial  int64
	Version string
}

// Sign makes the text of a manifest. Only the offline root signs releases.
func Sign(root ed25519.PrivateKey, m Manifest) ([]byte, error) {
	if err := m.sound(); err != nil {
		return nil, err
	}
	signed, err := ledger.SignDoc(root, ledger.ForUpdate, m)
	if err != nil {
		return nil, err
	}
	return signed.Bytes(), nil
}

// Check reads a manifest and returns the file for a system. floor is a moment
// that is not after now. Errors are registry.Errors with the keys update_forged,
// update_older, update_expired, update_none.
func Check(root ledger.PublicKey, text []byte, seen Seen, floor time.Time, goos, arch string) (Manifest, File, error) {
	m, err := read(root, text)
	if err != nil {
		return m, File{}, refuse("update_forged", err)
	}
	switch {
	case m.Serial < seen.Serial || older(m.Version, seen.Version):
		return m, File{}, refuse("update_older", fmt.Errorf("%s (%d) after %s (%d)", m.Version, m.Serial, seen.Version, seen.Serial))
	case floor.After(time.UnixMilli(m.Expires)):
		return m, File{}, refuse("update_expired", fmt.Errorf("expired %s", time.UnixMilli(m.Expires)))
	}
	for _, f := range m.Files {
		if f.OS == goos && f.Arch == arch {
			return m, f, nil
		}
	}
	return m, File{}, refuse("update_none", fmt.Errorf("nothing for %s/%s", goos, arch))
}

func read(root ledger.PublicKey, text []byte) (Manifest, error) {
	var signed ledger.Signed[Manifest]
	if len(text) > MaxManifest {
		return Manifest{}, ledger.ErrTooLarge
	}
	if err := json.Unmarshal(text, &signed); err != nil {
		return Manifest{}, err
	}
	if err := signed.Verify(root, ledger.ForUpdate); err != nil {
		return Manifest{}, err
	}
	return signed.Doc, signed.Doc.sound()
}

// sound refuses what even the root should not sign.
func (m Manifest) sound() error {
	if m.Serial <= 0 || !semver.IsValid(m.Version) || m.Expires <= m.Made || len(m.Files) == 0 || len(m.Files) > maxFiles {
		return fmt.Errorf("manifest of %q: %w", m.Version, ledger.ErrMalformed)
	}
	for _, f := range m.Files {
		if f.Size <= 0 || f.Size > MaxFile || f.Name != path.Base(f.Name) || strings.ContainsAny(f.Name, `\:`) || strings.HasPrefix(f.Name, ".") {
			return fmt.Errorf("file %q of %d bytes: %w", f.Name, f.Size, ledger.ErrMalformed)
		}
	}
	return nil
}

// older compares versions; what is no version (a build of a developer) is older
// than everything.
func older(version, than string) bool {
	return semver.IsValid(than) && semver.Compare(version, than) < 0
}

// Newer returns the newer of two versions.
func Newer(a, b string) string {
	if semver.IsValid(b) && (!semver.IsValid(a) || semver.Compare(b, a) > 0) {
		return b
	}
	return a
}

func refuse(key string, err error) error {
	return &registry.Error{Code: registry.Denied, Key: key, Err: err}
}
