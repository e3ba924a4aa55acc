package maas

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/maas-registry/maas/clients/go/model"
)

const pageSize = 100

// Models goes over all models that match a request, newest first, a page at a time: none twice, and none left out while
// others write. It is for one goroutine.
//
//	models := registry.Models(&model.ListModelsRequest{Framework: "onnx"})
//	for models.Next(ctx) {
//		fmt.Println(models.Model().GetName())
//	}
//	if err := models.Err(); err != nil {
//		...
//	}
type Models struct {
	client  *Client
	request *model.ListModelsRequest
	options []grpc.CallOption
	page    []*model.Model
	current *model.Model
	last    bool
	err     error
}

// Models begins before the first model that matches. The request's limit is the size of a page, 100 where it has none; its
// page or page_token says where to start. A nil request matches all models. The options, such as StrongRead, are each page's.
func (c *Client) Models(request *model.ListModelsRequest, options ...grpc.CallOption) *Models {
	if request == nil {
		request = &model.ListModelsRequest{}
	}
	request = proto.Clone(request).(*model.ListModelsRequest)
	if request.Limit == 0 {
		request.Limit = pageSize
	}
	return &Models{client: c, request: request, options: options}
}

// Next moves to the next model, and tells whether there is one. A context without a deadline gives each page the client's.
func (m *Models) Next(ctx context.Context) bool {
	m.current = nil
	for len(m.page) == 0 {
		if m.last || m.err != nil {
			return false
		}
		m.read(ctx)
	}
	m.current, m.page = m.page[0], m.page[1:]
	return true
}

// Model gives the model that Next moved to.
func (m *Models) Model() *model.Model { return m.current }

// Err gives what ended the listing before its end.
func (m *Models) Err() error { return m.err }

func (m *Models) read(ctx context.Context) {
	reply, err := m.client.ListModels(ctx, m.request, m.options...)
	if err != nil {
		m.err = err
		return
	}
	m.request.Page = 0
	m.page, m.request.PageToken = reply.GetModels(), reply.GetNextPageToken()
	m.last = m.request.PageToken == ""
}
