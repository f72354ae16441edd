//go:build unix

package host

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Free is how many bytes we may still write on the disk that holds a folder.
func Free(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("room on disk: %w", err)
	}
	return st.Bavail * uint64(st.Bsize), nil
}
