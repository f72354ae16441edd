package update

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"thamho.vn/internal/ledger"
)

// Take copies a file of a release into a folder, if it is the one that the
// manifest names: not a byte more is read, and nothing stands there under its
// name before it was found to be good. The error has the key update_damaged.
func Take(f File, from io.Reader, dir string) (path string, err error) {
	temp, err := os.CreateTemp(dir, ".update-*")
	if err != nil {
		return "", fmt.Errorf("take update: %w", err)
	}
	defer os.Remove(temp.Name()) // gone after the rename
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(temp, sum), io.LimitReader(from, f.Size+1))
	if err = errors.Join(err, temp.Sync(), temp.Chmod(0o700), temp.Close()); err != nil {
		return "", fmt.Errorf("take update: %w", err)
	}
	if n != f.Size || ledger.Hash(sum.Sum(nil)) != f.SHA256 {
		return "", refuse("update_damaged", fmt.Errorf("%s: %d bytes of %d", f.Name, n, f.Size))
	}
	path = filepath.Join(dir, f.Name)
	return path, os.Rename(temp.Name(), path)
}
