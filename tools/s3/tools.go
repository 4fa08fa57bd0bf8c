//go:build tools

// Pins the S3 server that the launcher builds with `go build` in this folder; it is never compiled itself.
package tools

import _ "github.com/versity/versitygw/cmd/versitygw"
