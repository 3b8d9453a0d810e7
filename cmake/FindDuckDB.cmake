# Finds DuckDB's C API: DuckDB::DuckDB. The library is pinned (deps.lock), since the extensions that
# we load fit one version only; -DDUCKDB_ROOT=<folder with lib/ and include/> takes another.
set(DUCKDB_ROOT ${CMAKE_SOURCE_DIR}/deps CACHE PATH "Folder with lib/libduckdb.so and include/duckdb.h")
find_library(DuckDB_LIBRARY duckdb PATHS ${DUCKDB_ROOT}/lib NO_DEFAULT_PATH)
find_path(DuckDB_INCLUDE_DIR duckdb.h PATHS ${DUCKDB_ROOT}/include NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB
  REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "tools/setup.sh build fetches it")

if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES
    IMPORTED_LOCATION ${DuckDB_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR})
  # The program looks for the library beside itself.
  file(CREATE_LINK ${DuckDB_LIBRARY} ${CMAKE_BINARY_DIR}/libduckdb.so SYMBOLIC)
endif()
