//go:build unix

package vault

import (
	"errors"
	"fmt"
	"os"
)

// syncFolder brings the names in a folder to the disk.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("vault: sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("vault: sync folder: %w", err)
	}
	return nil
}
