//go:build !linux && !windows

package host

import (
	"context"
	"errors"
)

// WatchSession has nobody to ask on this system.
func WatchSession(context.Context, func(Away)) error {
	return errors.New("watch session: not on this system")
}
