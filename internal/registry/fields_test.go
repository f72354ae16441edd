package registry

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// Text is read without the JSON decoder where that reads it alike.
func TestPlainTextIsReadAsJSON(t *testing.T) {
	check := func(t interface {
		Helper()
		Errorf(string, ...any)
	}, raw []byte,
	) {
		t.Helper()
		got, ok := plainText(raw)
		if !ok {
			return
		}
		var want string
		if err := json.Unmarshal(raw, &want); err != nil || got != want {
			t.Errorf("%q: %q, want %q, %v", raw, got, want, err)
		}
	}
	for _, raw := range []string{
		`"Nguyễn Thị Bé"`, `""`, `"`, ``, `"a\u00e0"`, `"a\"`, `"a"b"`, "\"a\nb\"", "\"\xff\"", "\"\xed\xa0\x80\"", `"a" `, ` "a"`, `null`, `7`, "\"\x7f\"",
	} {
		check(t, []byte(raw))
	}
	if s, ok := plainText([]byte(`"Nguyễn Thị Bé"`)); !ok || s != "Nguyễn Thị Bé" {
		t.Errorf("a plain name went the slow way: %q", s)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, append(append([]byte{'"'}, rapid.SliceOf(rapid.Byte()).Draw(t, "inner")...), '"'))
	})
}

// A value of another type leaves its field empty, text or not.
func TestDecodeNamesWhatItCanNotRead(t *testing.T) {
	p, bad := Decode[Person](Fields{
		"ho_ten": json.RawMessage(`"Lê Văn \"Tí\""`), "me": json.RawMessage(`7`), "cha": json.RawMessage(`"Lê Văn Năm"`), "ghi_chu": json.RawMessage("\"\xff\""), "noi_sinh": json.RawMessage(`null`),
	})
	if p.Name != `Lê Văn "Tí"` || p.Father != "Lê Văn Năm" || p.Mother != "" || p.Note != "\uFFFD" || p.BirthPlace != "" || len(bad) != 1 || bad[0] != "me" {
		t.Errorf("%+v, bad %q", p, bad)
	}
}
