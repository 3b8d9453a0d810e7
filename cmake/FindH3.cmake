# Finds H3's C library, the hexagons of the Earth: H3::H3, built from the source in deps/ (deps.lock).
# 4.1, since its arithmetic gives the digits of Snowflake's documented examples; 4.5's differ in the last two.
set(H3_ROOT ${CMAKE_SOURCE_DIR}/deps/src/h3 CACHE PATH "Folder with H3's include/ and lib/")
find_file(H3_HEADER h3api.h.in PATHS ${H3_ROOT}/include NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(H3
  REQUIRED_VARS H3_HEADER REASON_FAILURE_MESSAGE "tools/setup.sh build fetches it")

if(H3_FOUND AND NOT TARGET H3::H3)
  set(H3_VERSION_MAJOR 4)
  set(H3_VERSION_MINOR 1)
  set(H3_VERSION_PATCH 0)
  configure_file(${H3_HEADER} ${CMAKE_BINARY_DIR}/h3/h3api.h @ONLY)
  file(GLOB H3_SOURCES ${H3_ROOT}/lib/*.c)
  add_library(h3 STATIC ${H3_SOURCES})
  target_include_directories(h3 SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/h3 PRIVATE ${H3_ROOT}/include)
  target_compile_options(h3 PRIVATE -w)
  target_link_libraries(h3 PUBLIC m)
  add_library(H3::H3 ALIAS h3)
endif()
