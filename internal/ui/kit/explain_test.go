package kit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
)

// texts is a small language file.
func texts(key string, args map[string]any) (string, bool) {
	t, ok := map[string]string{
		"err.pin_length":      "Số định danh có 12 số, đang có {N}.",
		"err.pin_length.do":   "Gõ lại.",
		"err.code.offline":    "Máy chủ không trả lời.",
		"err.code.offline.do": "Cứ làm tiếp.",
		"err.internal":        "Máy gặp lỗi {Ref}.",
		"err.disk_full":       "Ổ đĩa đầy.",
	}[key]
	for name, v := range args {
		t = strings.ReplaceAll(t, "{"+name+"}", fmt.Sprint(v))
	}
	return t, ok
}

func TestExplain(t *testing.T) {
	inner := errors.New("dial tcp 10.0.0.1: secret")
	for name, c := range map[string]struct {
		err                error
		title, todo, field string
		ref                bool
	}{
		"KeyWithArgs":     {registry.Bad("pin_length", "pin", map[string]any{"N": 11}), "Số định danh có 12 số, đang có 11.", "Gõ lại.", "pin", false},
		"Wrapped":         {fmt.Errorf("save: %w", registry.Bad("pin_length", "pin", map[string]any{"N": 1})), "Số định danh có 12 số, đang có 1.", "Gõ lại.", "pin", false},
		"CodeOnly":        {&registry.Error{Code: registry.Offline, Err: inner}, "Máy chủ không trả lời.", "Cứ làm tiếp.", "", false},
		"KeyWithoutText":  {&registry.Error{Code: registry.Offline, Key: "new_key", Err: inner}, "Máy chủ không trả lời.", "Cứ làm tiếp.", "", false},
		"InternalWithKey": {&registry.Error{Code: registry.Internal, Key: "disk_full", Err: inner}, "Ổ đĩa đầy.", "", "", false},
		"Internal":        {&registry.Error{Code: registry.Internal, Err: inner}, "Máy gặp lỗi", "", "", true},
		"Foreign":         {inner, "Máy gặp lỗi", "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			e := kit.Explain(c.err, texts)
			if !strings.HasPrefix(e.Title, c.title) || e.Todo != c.todo || e.Field != c.field || (e.Ref != "") != c.ref {
				t.Errorf("got %+v", e)
			}
			if strings.Contains(e.Title+e.Todo, "secret") {
				t.Error("the inner error is shown")
			}
			if c.ref && (e.Ref != kit.Reference(c.err) || !strings.Contains(e.Title, e.Ref)) {
				t.Errorf("reference %q not in %q", e.Ref, e.Title)
			}
		})
	}
}

func TestExplainNil(t *testing.T) {
	if e := kit.Explain(nil, texts); e != (kit.Explanation{}) {
		t.Errorf("got %+v", e)
	}
}

func TestExplainWithoutAnyText(t *testing.T) {
	none := func(string, map[string]any) (string, bool) { return "", false }
	e := kit.Explain(errors.New("secret"), none)
	if e.Title == "" || strings.Contains(e.Title, "secret") {
		t.Errorf("title %q", e.Title)
	}
}

func TestReferenceIsSteady(t *testing.T) {
	a, b := kit.Reference(errors.New("a")), kit.Reference(errors.New("b"))
	if a != kit.Reference(errors.New("a")) || a == b || len(a) != 8 {
		t.Errorf("references %s, %s", a, b)
	}
}
