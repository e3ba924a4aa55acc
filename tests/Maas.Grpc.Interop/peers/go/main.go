// gRPC's interoperability cases, served and called by grpc-go.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "client":
			runClient(os.Args[2:])
			return
		case "server":
			runServer(os.Args[2:])
			return
		}
	}
	exit("usage: client|server [flags]")
}

func exit(message interface{}) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}

func refuseTLS(flag string) {
	if flag != "false" {
		exit("--use_tls: must be false; these cases run without TLS")
	}
}
