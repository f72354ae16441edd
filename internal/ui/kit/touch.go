package kit

import (
	"sync/atomic"
	"time"
)

// touched is when somebody last used a widget of ours, by keys or mouse.
var touched atomic.Pointer[time.Time]

// Touch notes that somebody is there.
func Touch() {
	now := time.Now()
	touched.Store(&now)
}

// Idle is how long nobody used the window.
func Idle() time.Duration {
	if at := touched.Load(); at != nil {
		return time.Since(*at)
	}
	return 0
}
