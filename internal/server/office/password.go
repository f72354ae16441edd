package office

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/semaphore"
)

// The cost of a password, kept with each hash so that it can rise.
const (
	passes  = 3
	memory  = 64 << 10 // KiB
	threads = 4
	keyLen  = 32
)

// MinPassword is the shortest password, in characters.
const MinPassword = 12

// hashing bounds how many passwords are worked on at once: each takes 64 MiB,
// and a hundred officers sign in at half past seven.
var hashing = semaphore.NewWeighted(2)

// HashPassword returns what is kept of a password.
func HashPassword(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("draw salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, passes, memory, threads, keyLen)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", passes, memory, threads, b64(salt), b64(key)), nil
}

// nobody is the hash that a login is checked against which is not there: it
// takes as long, and nothing fits.
var nobody = fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", passes, memory, threads,
	base64.RawStdEncoding.EncodeToString(make([]byte, 16)), base64.RawStdEncoding.EncodeToString(make([]byte, keyLen)))

// fits checks a password, when it is its turn.
func fits(ctx context.Context, hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "argon2id" {
		return false, fmt.Errorf("a hash of another kind")
	}
	var cost [3]uint64
	for i := range cost {
		n, err := strconv.ParseUint(parts[i+1], 10, 32)
		if err != nil || n == 0 || n > 1<<20 {
			return false, fmt.Errorf("cost of a hash: %w", err)
		}
		cost[i] = n
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("salt of a hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("key of a hash: %w", err)
	}
	if err := hashing.Acquire(ctx, 1); err != nil {
		return false, err
	}
	defer hashing.Release(1)
	got := argon2.IDKey([]byte(password), salt, uint32(cost[0]), uint32(cost[1]), uint8(min(cost[2], 255)), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
