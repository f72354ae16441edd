package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// photos adds the routes of pictures.
func (s *Server) photos(api huma.API) {
	path := wire.PathPhotos + "{scope}/{address}"
	head := operation("photoState", http.MethodHead, path, "How much of a picture is here")
	head.DefaultStatus = http.StatusNoContent
	put := operation("photoPut", http.MethodPatch, path, "Bring the next part of a picture")
	put.DefaultStatus = http.StatusNoContent
	huma.Register(api, head, s.photoState)
	huma.Register(api, put, s.putPhoto)
	huma.Register(api, operation("photoPart", http.MethodGet, path, "Take a part of a picture"), s.photoPart)
}

// PhotoInput says which picture; it is exported because huma fills in only such parts.
type PhotoInput struct {
	Scope   string `path:"scope" format:"uuid"`
	Address string `path:"address"`
}

func (in PhotoInput) parse() (scope uuid.UUID, address ledger.Hash, err error) {
	if scope, err = uuid.Parse(in.Scope); err != nil {
		return scope, address, ledger.ErrMalformed
	}
	address, err = ledger.ParseHash(in.Address)
	return scope, address, err
}

type photoOutput struct {
	Offset int64 `header:"Upload-Offset"`
	Length int64 `header:"Upload-Length"`
}

func (s *Server) photoState(ctx context.Context, in *PhotoInput) (*photoOutput, error) {
	scope, address, err := in.parse()
	if err != nil {
		return nil, s.explain("photo state", err)
	}
	st, err := s.Central.PhotoState(ctx, deviceOf(ctx), scope, address)
	if err != nil {
		return nil, s.explain("photo state", err)
	}
	return &photoOutput{st.Offset, st.Length}, nil
}

type putPhotoInput struct {
	PhotoInput
	Offset  int64  `header:"Upload-Offset" required:"true"`
	Length  int64  `header:"Upload-Length" required:"true"`
	RawBody []byte `contentType:"application/offset+octet-stream"`
}

func (s *Server) putPhoto(ctx context.Context, in *putPhotoInput) (*photoOutput, error) {
	scope, address, err := in.parse()
	if err != nil {
		return nil, s.explain("put photo", err)
	}
	st, err := s.Central.PutPhoto(ctx, deviceOf(ctx), scope, address, wire.PhotoState{Offset: in.Offset, Length: in.Length}, in.RawBody)
	if err != nil {
		return nil, s.explain("put photo", err)
	}
	return &photoOutput{st.Offset, st.Length}, nil
}

type photoPartInput struct {
	PhotoInput
	Offset int64 `query:"offset" minimum:"0"`
}

type photoPartOutput struct {
	ContentType string `header:"Content-Type"`
	Length      int64  `header:"Upload-Length"`
	Body        []byte
}

func (s *Server) photoPart(ctx context.Context, in *photoPartInput) (*photoPartOutput, error) {
	scope, address, err := in.parse()
	if err != nil {
		return nil, s.explain("photo", err)
	}
	part, length, err := s.Central.PhotoPart(ctx, deviceOf(ctx), scope, address, in.Offset)
	if err != nil {
		return nil, s.explain("photo", err)
	}
	return &photoPartOutput{wire.PartType, length, part}, nil
}
