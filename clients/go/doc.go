// Package maas is a client of the MaaS model registry.
//
// A Client has one method for each of the registry's ten RPCs, which take and give the messages of package model. A call
// whose context has no deadline gets one; a call that is safe to repeat is repeated while the registry is unavailable; and
// every error is an *Error, which says in full what the registry said:
//
//	registry, err := maas.New("127.0.0.1:9090")
//	...
//	defer registry.Close()
//	reply, err := registry.GetModel(ctx, &model.GetModelRequest{Id: id})
//	if maas.IsNotFound(err) {
//		...
//	}
package maas
