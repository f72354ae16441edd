// Package vaulttest gives tests a vault with a key that everybody knows.
package vaulttest

import (
	"bytes"
	"sync"

	"thamho.vn/internal/vault"
)

// Key is the key of Fixed.
var Key = bytes.Repeat([]byte{0x5a}, vault.KeySize)

// Fixed returns the vault that all tests of a process share; it is never closed.
var Fixed = sync.OnceValue(func() *vault.Vault {
	v, err := vault.New(Key, "")
	if err != nil {
		panic(err)
	}
	return v
})
