//go:build !v2

package driver

import (
	"context"
	"testing"

	sf "github.com/snowflakedb/gosnowflake"
)

// The names that the tests use, as version 1 of the driver has them.

const valuesColumn = "go"

type (
	driverError      = sf.SnowflakeError
	driverConnection = sf.SnowflakeConnection
)

const (
	timestampNTZ   = sf.TimestampNTZType
	timestampZoned = sf.TimestampTZType
	dateKind       = sf.DateType
	timeKind       = sf.TimeType
)

var (
	typeDate         = sf.DataTypeDate
	typeTime         = sf.DataTypeTime
	typeBinary       = sf.DataTypeBinary
	typeTimestampNTZ = sf.DataTypeTimestampNtz
	typeTimestampLTZ = sf.DataTypeTimestampLtz
	typeTimestampTZ  = sf.DataTypeTimestampTz

	withAsyncMode       = sf.WithAsyncMode
	withQueryIDChan     = sf.WithQueryIDChan
	withFetchResultByID = sf.WithFetchResultByID
	withQueryTag        = sf.WithQueryTag
)

func array(_ *testing.T, values any, kind ...any) any {
	return sf.Array(values, kind...)
}

func withMultiStatement(t *testing.T, count int) context.Context {
	ctx, err := sf.WithMultiStatement(context.Background(), count)
	must(t, err)
	return ctx
}
