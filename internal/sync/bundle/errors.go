package bundle

import "thamho.vn/internal/registry"

// bad is why a file is not taken, with the key of what to tell a person. Nothing
// of the file was applied then.
func bad(key string, err error) error {
	return &registry.Error{Code: registry.Invalid, Key: key, Err: err}
}
