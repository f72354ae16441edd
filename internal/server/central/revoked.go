package central

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// revocations are kept in a file of their own, outside the database and its
// backups, to which lines are only added: a database that was restored from
// before a theft must not trust the stolen laptop again.
type revocations struct {
	path string // "" keeps none

	mu   sync.Mutex
	gone map[uuid.UUID]bool
}

// readRevocations reads the file; one that is not there is empty. A line that
// is cut, by a power cut, is the last and was never acknowledged.
func readRevocations(path string) (*revocations, error) {
	r := &revocations{path: path, gone: map[uuid.UUID]bool{}}
	if path == "" {
		return r, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read revocations: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		word, _, _ := strings.Cut(lines.Text(), " ")
		if device, err := uuid.Parse(word); err == nil {
			r.gone[device] = true
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read revocations: %w", err)
	}
	return r, nil
}

// add notes a device and is on the disk when it returns nil.
func (r *revocations) add(device uuid.UUID, at time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone[device] {
		return nil
	}
	if r.path != "" {
		f, err := os.OpenFile(r.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("note revocation: %w", err)
		}
		// A line begins with its own line feed: a cut one before it stays apart.
		_, err = fmt.Fprintf(f, "\n%s %s\n", device, at.UTC().Format(time.RFC3339))
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("note revocation: %w", err)
		}
	}
	r.gone[device] = true
	return nil
}

func (r *revocations) has(device uuid.UUID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gone[device]
}

// all returns the devices.
func (r *revocations) all() []uuid.UUID {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]uuid.UUID, 0, len(r.gone))
	for device := range r.gone {
		out = append(out, device)
	}
	return out
}
