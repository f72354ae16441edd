package profile

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20"
)

// veiled is a secret as the test holds it: never in the clear, or it would find
// itself.
type veiled []byte

const veil = 0xa5

func veilOf(secret []byte) veiled {
	v := make(veiled, len(secret))
	for i, b := range secret {
		v[i] = b ^ veil
	}
	return v
}

// in counts where a secret stands in memory.
func (v veiled) in(data []byte) (n int) {
	for at := 0; ; at++ {
		next := bytes.IndexByte(data[at:], v[0]^veil)
		if next < 0 || at+next+len(v) > len(data) {
			return n
		}
		at += next
		same := true
		for i := range v {
			same = same && data[at+i] == v[i]^veil
		}
		if same {
			n++
		}
	}
}

// inMemory counts where secrets stand in the writable mappings of this process.
func inMemory(t testing.TB, secrets map[string]veiled) map[string]int {
	t.Helper()
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		t.Skip("no /proc here")
	}
	defer maps.Close()
	mem, err := os.Open("/proc/self/mem")
	fine(t, err)
	defer mem.Close()
	found, buf := map[string]int{}, make([]byte, 4<<20)
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		for at := from; at < to; at += int64(len(buf)) - 64 {
			part := buf[:min(int64(len(buf)), to-at)]
			n, _ := mem.ReadAt(part, at)
			for name, secret := range secrets {
				found[name] += secret.in(part[:n])
			}
			clear(part)
		}
	}
	return found
}

// keysOf are the key of an open profile and all that is derived from it.
func keysOf(t testing.TB, p *Profile) map[string]veiled {
	t.Helper()
	k := p.opened.who.Keys()[0]
	out := map[string]veiled{"data key": veilOf(k)}
	for _, purpose := range []string{"thamho1 page    ", "thamho1 frame   ", "thamho1 checksum"} {
		sub, err := chacha20.HChaCha20(k, []byte(purpose))
		fine(t, err)
		out[strings.TrimSpace(purpose)] = veilOf(sub)
		clear(sub)
	}
	return out
}

// TestPromise04AfterAHardLockNoKeyIsInMemory works for a while, locks, and looks
// through all memory that the process can write.
func TestPromise04AfterAHardLockNoKeyIsInMemory(t *testing.T) {
	p := newProfile(t, t.TempDir())
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	secrets := keysOf(t, p)
	for n := range 50 {
		fine(t, p.Store().SetSetting(t.Context(), fmt.Sprint("x", n), strings.Repeat("chữ ", n)))
	}
	before := inMemory(t, secrets)

	fine(t, p.Lock())
	runtime.GC()
	debug.FreeOSMemory()
	after := inMemory(t, secrets)

	t.Logf("before %v, after %v", before, after)
	for name := range secrets {
		if before[name] == 0 {
			t.Errorf("%s is not found while it is in use: the search is blind", name)
		}
		if after[name] != 0 {
			t.Errorf("%s is in memory at %d places", name, after[name])
		}
	}
	if open := openFiles(t, p.o.Dir); len(open) > 0 {
		t.Errorf("still open: %v", open)
	}
	if p.Store() != nil {
		t.Error("the store is there")
	}
	fine(t, p.Unlock(t.Context(), 1, pass))
	if got, err := p.Store().Setting(t.Context(), "x49"); err != nil || got == "" {
		t.Errorf("after coming in again: %q %v", got, err)
	}
}

// openFiles are the files of a folder that the process has open.
func openFiles(t testing.TB, dir string) (out []string) {
	t.Helper()
	fds, err := filepath.Glob("/proc/self/fd/*")
	fine(t, err)
	for _, fd := range fds {
		if target, err := os.Readlink(fd); err == nil && strings.HasPrefix(target, dir) && !strings.HasSuffix(target, ".log") {
			out = append(out, target)
		}
	}
	return out
}
