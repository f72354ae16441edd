package registry

import "github.com/google/uuid"

// Device is a laptop that may write in a scope, as the grants there name it.
type Device struct {
	Device uuid.UUID
	Name   string // of who works at it
	Role   string
	Mine   bool // this very laptop
}
