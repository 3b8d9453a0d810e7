/* engine_uhugeint.cpp: sums and products of 16-byte integers, by the processor's own instructions.
 *
 * DuckDB (1.5.5) calls these four for every value of a compressed column of 16 bytes, as which timestamps are
 * stored; its product is three calls that multiply 32 bits at a time (common/types/uhugeint.cpp), a seventh of
 * the time of reading a million rows with one timestamp each. The program's definitions are found before the
 * library's, as its symbols may be interposed. Like the library's, they wrap around at 2^128. */
#include <duckdb/common/uhugeint.hpp>

using duckdb::uhugeint_t;

static unsigned __int128 whole(const uhugeint_t &value)
{
  return static_cast<unsigned __int128>(value.upper) << 64 | value.lower;
}

static uhugeint_t halves(unsigned __int128 value)
{
  return uhugeint_t(static_cast<uint64_t>(value >> 64), static_cast<uint64_t>(value));
}

uhugeint_t duckdb::uhugeint_t::operator+(const uhugeint_t &rhs) const
{
  return halves(whole(*this) + whole(rhs));
}

uhugeint_t duckdb::uhugeint_t::operator*(const uhugeint_t &rhs) const
{
  return halves(whole(*this) * whole(rhs));
}

uhugeint_t &duckdb::uhugeint_t::operator+=(const uhugeint_t &rhs)
{
  return *this = *this + rhs;
}

uhugeint_t &duckdb::uhugeint_t::operator*=(const uhugeint_t &rhs)
{
  return *this = *this * rhs;
}
