package wire

import (
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Pictures of papers go up in parts of registry.PhotoPart, each a PATCH, after
// all records; HEAD tells how much is there. They come down by GET, part by part,
// when somebody wants to see them.
const (
	// HeaderUploadOffset is how many bytes the server holds, from the first on; in
	// a PATCH where the part begins.
	HeaderUploadOffset = "Upload-Offset"
	// HeaderUploadLength is how many bytes the picture has; 0 in an answer about
	// one that is not there.
	HeaderUploadLength = "Upload-Length"
	// PartType is the media type of a part.
	PartType = "application/offset+octet-stream"
)

// PhotoPath is where a picture of a scope is.
func PhotoPath(scope uuid.UUID, address ledger.Hash) string {
	return PathPhotos + scope.String() + "/" + address.String()
}

// PhotoState is how much of a picture a server holds.
type PhotoState struct{ Offset, Length int64 }
