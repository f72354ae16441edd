package ui

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/screen"
)

// paperPicture is a JPEG of a page.
func paperPicture(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 300, 400))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A file dragged into the window of a household's papers, kept with one key,
// taken off, and brought back.
func TestAPaperIsDraggedInAndTakenOff(t *testing.T) {
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "khai sinh.jpg")
	if err := os.WriteFile(path, paperPicture(t), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Press(fyne.KeyReturn)
	b.on("household")
	b.Ctrl(fyne.KeyI)
	b.on("photos")

	b.shell.current().(screen.Dropper).Drop([]string{path})
	b.on("addphoto")
	b.Ctrl(fyne.KeyS)

	b.on("photos")
	b.wantSaid("Đã thêm ảnh giấy khai sinh")
	if n := len(b.household(46).Household.Value.Photos); n != 1 {
		t.Fatalf("%d photos", n)
	}
	b.Type("1") // look closely
	b.on("photo")
	b.Press(fyne.KeyEscape)
	b.on("photos")
	b.Type("3") // take it off
	if n := len(b.household(46).Household.Value.Photos); n != 0 {
		t.Fatalf("%d photos after it was taken off", n)
	}
	b.Ctrl(fyne.KeyU)
	if n := len(b.household(46).Household.Value.Photos); n != 1 {
		t.Fatalf("%d photos after undo", n)
	}
}

func TestTheCameraTakesAPaper(t *testing.T) {
	b := newBench(t)
	b.Press(fyne.KeyDown) // 47 has a child
	b.Press(fyne.KeyReturn)
	b.Press(fyne.KeyReturn)
	b.on("child")
	b.Ctrl(fyne.KeyI)
	b.on("photos")
	b.Press(fyne.KeyReturn) // nothing there yet: add
	b.on("addphoto")
	b.Ctrl(fyne.KeyS)
	b.on("addphoto")
	if !b.Shows("Chưa có ảnh. Chọn tệp") {
		t.Error("nobody is told that there is no picture")
	}

	b.sync.shot = []byte("\x7fELF not a picture")
	b.Ctrl(fyne.KeyN)
	b.wantSaid("Tệp này không phải ảnh máy đọc được.")

	b.sync.shot = paperPicture(t)
	b.Ctrl(fyne.KeyN)
	b.Ctrl(fyne.KeyS)
	b.on("photos")
	photos := b.child(47).Photos.Sorted()
	if len(photos) != 1 || photos[0].Kind != registry.PhotoBirth {
		t.Fatalf("photos %+v", photos)
	}
}
