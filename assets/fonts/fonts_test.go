package fonts_test

import (
	"testing"

	"golang.org/x/image/font/sfnt"

	"thamho.vn/assets/fonts"
)

// vietnamese is every letter of the language that is not plain ASCII, and the
// signs that official papers use.
const vietnamese = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ" +
	"àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ" + "«»“”–—…•−×\u00A0"

func TestEveryFaceHasAllOfVietnamese(t *testing.T) {
	t.Parallel()
	for _, name := range []string{fonts.SerifRegular, fonts.SerifBold, fonts.SerifItalic} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := fonts.Files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}

			face, err := sfnt.Parse(data)
			if err != nil {
				t.Fatal(err)
			}

			for _, r := range vietnamese {
				if i, err := face.GlyphIndex(nil, r); err != nil || i == 0 {
					t.Errorf("no glyph for %q (%U): %v", r, r, err)
				}
			}
		})
	}
}
