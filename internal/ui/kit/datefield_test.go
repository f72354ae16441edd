package kit_test

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
)

type ymd [3]int

func dateOf(d *kit.DateField) (ymd, error) {
	y, m, day, err := d.Date()
	return ymd{y, m, day}, err
}

func TestDateFieldReadsWhatIsTyped(t *testing.T) {
	for _, c := range []struct {
		typed, shown, left string
		want               ymd
		bad                bool
	}{
		{typed: "05032015", shown: "05/03/2015", left: "05/03/2015", want: ymd{2015, 3, 5}},
		{typed: "5/3/2015", shown: "05/03/2015", left: "05/03/2015", want: ymd{2015, 3, 5}},
		{typed: "5.3.2015", shown: "05/03/2015", left: "05/03/2015", want: ymd{2015, 3, 5}},
		{typed: "032015", shown: "03/20/15", left: "03/2015", want: ymd{2015, 3, 0}},
		{typed: "3/2015", shown: "03/20/15", left: "03/2015", want: ymd{2015, 3, 0}},
		{typed: "2015", shown: "20/15/", left: "2015", want: ymd{2015, 0, 0}},
		{typed: "050320151", shown: "05/03/2015", left: "05/03/2015", want: ymd{2015, 3, 5}},
		{typed: "31022021", shown: "31/02/2021", left: "31/02/2021", bad: true},
		{typed: "0503", shown: "05/03/", left: "0503", want: ymd{503, 0, 0}}, // the parser's business
		{typed: "050", shown: "05/0", left: "05/0", bad: true},
		{typed: "", shown: "", left: ""},
	} {
		d := kit.NewDateField(parse)
		w := openField(t, d)
		w.Type(c.typed)
		if d.Text != c.shown {
			t.Errorf("%s: shows %q, want %q", c.typed, d.Text, c.shown)
		}
		if d.Problem() != nil {
			t.Errorf("%s: finds fault while being typed", c.typed)
		}
		d.Leave()
		got, err := dateOf(d)
		if d.Text != c.left || (err != nil) != c.bad || (!c.bad && got != c.want) {
			t.Errorf("%s: left as %q %v %v", c.typed, d.Text, got, err)
		}
		if (d.Problem() != nil) != c.bad {
			t.Errorf("%s: problem %v", c.typed, d.Problem())
		}
	}
}

func TestDateFieldFullOnly(t *testing.T) {
	d := kit.NewDateField(parse)
	d.FullOnly = true
	w := openField(t, d)
	w.Type("2015")
	d.Leave()
	if _, ok := errors.AsType[kit.PartialDateError](d.Problem()); !ok {
		t.Errorf("problem %v", d.Problem())
	}
}

func TestDateFieldBackspaceCrossesTheSlash(t *testing.T) {
	d := kit.NewDateField(parse)
	w := openField(t, d)
	w.Type("0503")
	w.Press(fyne.KeyBackspace, fyne.KeyBackspace)
	if d.Text != "05/" {
		t.Errorf("text %q", d.Text)
	}
	w.Press(fyne.KeyBackspace)
	if d.Text != "0" {
		t.Errorf("text %q", d.Text)
	}
}

func TestDateFieldReportsEachChangeOnce(t *testing.T) {
	d := kit.NewDateField(parse)
	n := 0
	d.OnDate = func() { n++ }
	w := openField(t, d)
	w.Type("05032015x")
	if n != 8 {
		t.Errorf("%d reports for 8 digits", n)
	}
	d.PutDate(2020, 1, 2)
	d.Leave()
	if n != 8 {
		t.Errorf("%d reports after silent changes", n)
	}
}

func TestDateFieldPaste(t *testing.T) {
	for _, c := range []struct{ clip, want string }{
		{"2015-03-05", "05/03/2015"},
		{"5.3.2015", "05/03/2015"},
		{" 05/03/2015 ", "05/03/2015"},
		{"05032015", "05/03/2015"},
		{"không rõ", ""},
	} {
		d := kit.NewDateField(parse)
		openField(t, d).Paste(c.clip)
		if d.Text != c.want {
			t.Errorf("pasted %q: %q, want %q", c.clip, d.Text, c.want)
		}
	}
}
