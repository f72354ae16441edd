package bundle

import (
	"crypto/ed25519"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"

	"thamho.vn/internal/ledger"
)

// The server's Ed25519 key is known to every laptop from its enrolment on; age
// encrypts to such keys (converted to X25519) as it does for SSH keys, so that
// no second key has to be handed out.

func recipientOf(key ledger.PublicKey) (age.Recipient, error) {
	public, err := ssh.NewPublicKey(key.Ed25519())
	if err != nil {
		return nil, fmt.Errorf("server key: %w", err)
	}
	return agessh.NewEd25519Recipient(public)
}

// boxRecipient and boxIdentity are a laptop's X25519 key as age takes it.
func boxRecipient(key ledger.PublicKey) (age.Recipient, error) {
	return age.ParseX25519Recipient(bech32("age", key[:]))
}

func boxIdentity(key []byte) (age.Identity, error) {
	return age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", key)))
}

func identityOf(key ed25519.PrivateKey) (age.Identity, error) {
	return agessh.NewEd25519Identity(key)
}
