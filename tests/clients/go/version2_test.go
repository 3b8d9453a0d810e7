//go:build v2

package driver

import (
	"context"
	"testing"

	sf "github.com/snowflakedb/gosnowflake/v2"
)

// The names that the tests use, as version 2 of the driver has them.

const valuesColumn = "go2"

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

func array(t *testing.T, values any, kind ...any) any {
	bound, err := sf.Array(values, kind...)
	must(t, err)
	return bound
}

func withMultiStatement(_ *testing.T, count int) context.Context {
	return sf.WithMultiStatement(context.Background(), count)
}
