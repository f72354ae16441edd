package registry

import "github.com/google/uuid"

// Account is somebody at an office who may see more on the board than counts:
// the laptops of a commune, or of the province.
type Account struct {
	ID    uuid.UUID
	Login string
	Name  string
	Role  string    // RoleCommune or RoleProvince
	Unit  uuid.UUID // all that a commune's account sees
}

// AccountSecrets are what an account is checked with. They are never logged.
type AccountSecrets struct {
	Hash string // argon2id with its parameters
	TOTP string // base32
}

// Place is a unit that may be chosen.
type Place struct {
	ID   uuid.UUID
	Name string
}
