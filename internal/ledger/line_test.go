package ledger

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestNewLineLimits(t *testing.T) {
	change := Change{Seq: 1, Kind: "person", Record: testID(1), Op: OpSet, Names: []string{"a"}, Version: 1, User: testID(9)}
	value := func(n int) Values { return Values{json.RawMessage(`"` + strings.Repeat("x", n-2) + `"`)} }
	for name, tt := range map[string]struct {
		change func(*Change)
		values Values
		want   error
	}{
		"a field at the limit":         {func(*Change) {}, value(MaxField), nil},
		"a field one beyond the limit": {func(*Change) {}, value(MaxField + 1), ErrTooLarge},
		"no fields":                    {func(c *Change) { c.Names = nil }, nil, ErrMalformed},
		"names out of order":           {func(c *Change) { c.Names = []string{"b", "a"} }, Values{value(3)[0], value(3)[0]}, ErrMalformed},
		"a name twice":                 {func(c *Change) { c.Names = []string{"a", "a"} }, Values{value(3)[0], value(3)[0]}, ErrMalformed},
		"a name that is no code":       {func(c *Change) { c.Names = []string{"Họ tên"} }, value(3), ErrMalformed},
		"fewer values than names":      {func(*Change) {}, nil, ErrMalformed},
		"number 0":                     {func(c *Change) { c.Seq = 0 }, value(3), ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			c := change
			tt.change(&c)

			_, err := NewLine(c, tt.values, Salt{})

			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestSaltHidesTheValue(t *testing.T) {
	change := Change{Seq: 1, Kind: "person", Record: testID(1), Op: OpSet, Names: []string{"a"}, Version: 1, User: testID(9)}
	a, err := NewLine(change, Values{json.RawMessage(`1`)}, Salt{1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewLine(change, Values{json.RawMessage(`1`)}, Salt{2})
	if err != nil {
		t.Fatal(err)
	}

	if a.Leaf() == b.Leaf() {
		t.Error("equal values under other salts have equal hashes")
	}
}

func TestDotText(t *testing.T) {
	dot := Dot{Stream: testID(2), Seq: 17, Mark: Mark{1, 2, 3}}

	got, err := ParseDot(dot.String())

	if err != nil || got != dot {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"", "x/1/AAAAAAAAAAA", dot.Stream.String() + "/0/AAAAAAAAAAA", dot.Stream.String() + "/1/AA", "{" + dot.String()} {
		if _, err := ParseDot(bad); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	f.Add(makeLine(f, 1, &State{}, map[string]string{"ho_ten": "Đặng Thị Ửng"}).Raw())
	f.Add([]byte(`{"a":{},"f":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		line, err := ParseLine(data)
		if err != nil {
			return
		}
		hidden, err := line.Withhold()
		if err != nil || hidden.Leaf() != line.Leaf() {
			t.Fatalf("withheld leaf differs: %v", err)
		}
	})
}
