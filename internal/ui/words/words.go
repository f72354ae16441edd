// Package words finds the texts of the app by key. Vietnamese is shown on
// every machine, whatever language its system speaks; no sentence stands in
// the code of a screen.
package words

import (
	"encoding/json"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	fynelang "fyne.io/fyne/v2/lang"

	"thamho.vn/assets/lang"
)

// Args fill the {{.name}} places of a text.
type Args = map[string]any

// The languages there are. Vietnamese is what everybody sees; English is for
// those who help and don't read it.
const (
	Vietnamese = "vi"
	English    = "en"
)

// texts are those of the language that was installed. They are set once,
// before the first widget, and only read afterwards.
var texts = mustRead(Vietnamese)

func mustRead(language string) map[string]string {
	all, err := read(language)
	if err != nil {
		panic(err) // embedded: right on every machine or on none; a test reads it
	}
	return all
}

func read(language string) (map[string]string, error) {
	raw, err := lang.Files.ReadFile(language + ".json")
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	return all, json.Unmarshal(raw, &all)
}

// Say returns the text of a key; a key without text returns itself, so that
// it is seen.
func Say(key string, args ...Args) string {
	text, ok := Find(key, first(args))
	if !ok {
		return key
	}
	return text
}

// Find returns the text of a key with its arguments filled in; false when
// there is none.
func Find(key string, args Args) (string, bool) {
	text, ok := texts[key]
	if !ok || len(args) == 0 {
		return text, ok
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{{."+name+"}}", fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(text), true
}

func first(args []Args) Args {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// Install chooses the language, and gives the toolkit's own few texts the same:
// it would follow the system's. It is called before any widget is made.
func Install(language string) error {
	all, err := read(language)
	if err != nil {
		return fmt.Errorf("language %q: %w", language, err)
	}
	texts = all
	raw, err := lang.Files.ReadFile("fyne." + language + ".json")
	if err != nil {
		return err
	}
	name := fynelang.SystemLocale().LanguageString() + ".json"
	return fynelang.AddTranslations(fyne.NewStaticResource(name, raw))
}
