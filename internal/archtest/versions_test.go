package archtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// modernc.org/sqlite works with exactly the libc that it was made with.
func TestLibcIsTheOneThatSQLiteAsksFor(t *testing.T) {
	t.Parallel()
	version := func(path string) (v struct{ Version, GoMod string }) {
		out, err := exec.Command("go", "list", "-m", "-json", path).Output()
		if err != nil {
			t.Fatalf("go list -m %s: %v", path, err)
		}
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}

	asked, err := os.ReadFile(version("modernc.org/sqlite").GoMod)
	if err != nil {
		t.Fatal(err)
	}

	if have := version("modernc.org/libc").Version; !strings.Contains(string(asked), "modernc.org/libc "+have) {
		t.Errorf("libc %s is not what sqlite asks for", have)
	}
}
