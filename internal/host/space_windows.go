package host

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// Free is how many bytes we may still write on the disk that holds a folder.
func Free(dir string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, fmt.Errorf("room on disk: %w", err)
	}
	var ours uint64
	if err := windows.GetDiskFreeSpaceEx(path, &ours, nil, nil); err != nil {
		return 0, fmt.Errorf("room on disk: %w", err)
	}
	return ours, nil
}
