package fieldwork

import "context"

// settingGuardian is who answers for the protection of personal data here: the
// name stands on every print (Law 91/2025, Art. 33).
const settingGuardian = "guardian"

// Guardian returns the name; "" before it was set.
func (w *Work) Guardian(ctx context.Context) (string, error) { return w.Setting(ctx, settingGuardian) }

// SetGuardian keeps the name.
func (w *Work) SetGuardian(ctx context.Context, name string) error {
	return w.SetSetting(ctx, settingGuardian, cleanLines(name))
}
