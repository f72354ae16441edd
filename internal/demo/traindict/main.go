// Command traindict makes the compression dictionary of a protocol version out
// of lines of the demo province, which hold nothing of anybody. A dictionary
// that was released is never made again: laptops hold blocks packed with it.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/klauspost/compress/dict"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/demo"
)

func main() {
	out := flag.String("o", "", "file to write")
	id := flag.Uint("id", 0, "id of the dictionary")
	lines := flag.Int("lines", 20_000, "lines to learn from")
	size := flag.Int("size", 32<<10, "largest size in bytes")
	flag.Parse()
	if err := train(*out, uint32(*id), *lines, *size); err != nil {
		log.Fatal("traindict: ", err)
	}
}

func train(out string, id uint32, n, size int) error {
	lines, err := demo.SampleLines(1, n)
	if err != nil {
		return err
	}
	made, err := dict.BuildZstdDict(lines, dict.Options{
		MaxDictSize: size, HashBytes: 6, ZstdDictID: id, ZstdDictCompat: true, ZstdLevel: zstd.SpeedDefault,
	})
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	return os.WriteFile(out, made, 0o644)
}
