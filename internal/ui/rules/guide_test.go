package rules

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

var update = flag.Bool("update", false, "write the page of the guide anew")

// TestTheGuideHasEveryRule keeps the guide's page equal to the tables of the
// program: go test ./internal/ui/rules -update writes it anew.
func TestTheGuideHasEveryRule(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "docs", "huong-dan", "luat-kiem-tra.md")
	want := guide()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Error("the guide's page of rules is not that of the tables: go test ./internal/ui/rules -update")
	}
	for _, line := range strings.Split(want, "\n") {
		if strings.Contains(line, "<no value>") || strings.Contains(line, "{{") {
			t.Errorf("unfilled: %s", line)
		}
	}
}

func guide() string {
	var b strings.Builder
	b.WriteString("# Máy kiểm tra gì\n\nTrang này do chương trình tự viết ra từ bảng luật của nó; xem ngay trong máy ở «Trợ giúp › " + words.Say("menu.rules") + "». ")
	b.WriteString("Chữ «…» là chỗ máy điền số, tên hay năm của hồ sơ đang gõ.\n")
	ruleTables(&b)
	reasonTable(&b)
	heldTables(&b)
	return b.String()
}

func ruleTables(b *strings.Builder) {
	all := sorted(registry.Rules())
	for _, level := range []registry.Severity{registry.Stop, registry.Warn, registry.Info} {
		name := severity(level)
		fmt.Fprintf(b, "\n## Mức: %s\n\n%s\n\n| mục | máy nói | mã |\n|---|---|---|\n", words.Say("severity."+name), words.Say("severity."+name+".means"))
		for _, r := range all {
			if r.Severity == level {
				field, known := words.Find("field."+r.Field, nil)
				if !known {
					field = "mọi mục"
				}
				fmt.Fprintf(b, "| %s | %s | `%s` |\n", field, cell(text(r)), r.Code)
			}
		}
	}
}

func reasonTable(b *strings.Builder) {
	b.WriteString("\n## Lý do chưa nhập, chưa có số, chưa gặp\n\nMột trẻ có thể có nhiều lý do. Mỗi lý do nói ai làm tiếp và gia đình mang gì.\n\n")
	b.WriteString("| mã | lý do | ai làm tiếp | gia đình mang gì, đến đâu |\n|---|---|---|---|\n")
	for _, info := range registry.AllReasons {
		child := registry.Person{Reasons: registry.Reasons{info.Code: true}}
		bring := forms.ChecklistText(forms.Subject{Child: child})
		_, bring, _ = strings.Cut(bring, "\n") // without the child's name
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", strings.ToUpper(string(info.Code)), words.Say("reason."+string(info.Code)), words.Say("actor."+string(info.Next)), cell(bring))
	}
}

func heldTables(b *strings.Builder) {
	b.WriteString("\n## Vì sao một dòng của danh sách nhập bị giữ lại\n\n")
	for _, why := range []registry.HeldReason{
		registry.HeldNoName, registry.HeldNoHamlet, registry.HeldMaybeSame, registry.HeldStopped, registry.HeldFormula, registry.HeldOrder,
	} {
		fmt.Fprintf(b, "- %s\n", words.Say("heldwhy."+string(why)))
	}
	b.WriteString("\n## Vì sao một dòng kết quả của công an từ tệp bị giữ lại\n\n")
	for _, why := range fieldwork.HeldAnswers {
		fmt.Fprintf(b, "- %s\n", words.Say("answerheld."+string(why)))
	}
	b.WriteString("\n## Máy tự sửa gì trong danh sách\n\nGiá trị cũ vẫn được giữ; không sửa gì khác ngoài những việc này.\n\n")
	fixes := []intake.Why{
		intake.FixedEncoding, intake.FixedNFC, intake.FixedEth, intake.FixedSpace, intake.FixedZeros, intake.FixedDigits, intake.FixedForm, intake.FixedCentury, intake.FixedPrefix,
	}
	slices.Sort(fixes)
	for _, why := range fixes {
		fmt.Fprintf(b, "- %s\n", words.Say("fixed."+string(why)))
	}
}

// cell puts a text into one cell of a table.
func cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(s), "\n", "<br>"), "|", "/")
}
