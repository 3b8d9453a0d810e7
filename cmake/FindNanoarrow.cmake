# Finds nanoarrow with its IPC part, Apache Arrow's formats: Nanoarrow::Nanoarrow, built from the source in deps/
# (deps.lock) together with flatcc's runtime, which its messages need.
set(NANOARROW_ROOT ${CMAKE_SOURCE_DIR}/deps/src/nanoarrow/src CACHE PATH "Folder with nanoarrow/nanoarrow.h")
set(FLATCC_ROOT ${CMAKE_SOURCE_DIR}/deps/src/flatcc CACHE PATH "Folder with flatcc's include/ and src/runtime/")
find_file(NANOARROW_HEADER nanoarrow/nanoarrow_ipc.h PATHS ${NANOARROW_ROOT} NO_DEFAULT_PATH)
find_file(FLATCC_HEADER flatcc/flatcc.h PATHS ${FLATCC_ROOT}/include NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Nanoarrow
  REQUIRED_VARS NANOARROW_HEADER FLATCC_HEADER REASON_FAILURE_MESSAGE "tools/setup.sh build fetches it")

if(Nanoarrow_FOUND AND NOT TARGET Nanoarrow::Nanoarrow)
  set(NANOARROW_VERSION_MAJOR 0)
  set(NANOARROW_VERSION_MINOR 8)
  set(NANOARROW_VERSION_PATCH 0)
  set(NANOARROW_VERSION 0.8.0)
  configure_file(${NANOARROW_ROOT}/nanoarrow/nanoarrow_config.h.in
                 ${CMAKE_BINARY_DIR}/nanoarrow/nanoarrow/nanoarrow_config.h @ONLY)
  set(NANOARROW_SOURCES)
  foreach(name common/array common/array_stream common/schema common/utils ipc/codecs ipc/decoder ipc/encoder ipc/reader
               ipc/writer)
    list(APPEND NANOARROW_SOURCES ${NANOARROW_ROOT}/nanoarrow/${name}.c)
  endforeach()
  foreach(name builder emitter refmap verifier)
    list(APPEND NANOARROW_SOURCES ${FLATCC_ROOT}/src/runtime/${name}.c)
  endforeach()
  add_library(nanoarrow STATIC ${NANOARROW_SOURCES})
  target_include_directories(nanoarrow SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/nanoarrow ${NANOARROW_ROOT}
                             PRIVATE ${FLATCC_ROOT}/include)
  target_compile_options(nanoarrow PRIVATE -w)
  add_library(Nanoarrow::Nanoarrow ALIAS nanoarrow)
endif()
