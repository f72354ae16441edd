package office

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// stepSeconds is how long a number of the second factor stands.
const stepSeconds = 30

// NewSecret draws the secret of a second factor.
func NewSecret() (string, error) {
	raw := make([]byte, 20)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("draw secret: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw), nil
}

// stepOf returns the step at which a number is right: this one, or the one
// before or after, for clocks that are a little off.
func stepOf(secret, number string, now time.Time) (int64, bool) {
	at := now.Unix() / stepSeconds
	for _, step := range []int64{at, at - 1, at + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*stepSeconds, 0), totp.ValidateOpts{Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(number)) == 1 {
			return step, true
		}
	}
	return 0, false
}
