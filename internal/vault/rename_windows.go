package vault

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// A program that looks through files for viruses holds a new one for some tenths of
// a second; so long a rename is tried again.
const (
	renameTries = 20
	renameEvery = 100 * time.Millisecond

	errSharing = syscall.Errno(32) // ERROR_SHARING_VIOLATION
)

// rename puts a file in the place of another. Where somebody holds one of them it
// waits for up to two seconds.
func rename(from, to string) (err error) {
	for range renameTries {
		err = os.Rename(from, to)
		if !errors.Is(err, errSharing) && !errors.Is(err, syscall.ERROR_ACCESS_DENIED) {
			return err
		}
		time.Sleep(renameEvery)
	}
	return err
}
