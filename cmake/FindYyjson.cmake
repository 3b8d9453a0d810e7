# Finds yyjson, a reader of JSON: Yyjson::Yyjson, built from the source in deps/ (deps.lock).
set(YYJSON_ROOT ${CMAKE_SOURCE_DIR}/deps/src/yyjson CACHE PATH "Folder with yyjson.h and yyjson.c")
find_file(YYJSON_SOURCE yyjson.c PATHS ${YYJSON_ROOT} NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Yyjson
  REQUIRED_VARS YYJSON_SOURCE REASON_FAILURE_MESSAGE "tools/setup.sh build fetches it")

if(Yyjson_FOUND AND NOT TARGET Yyjson::Yyjson)
  add_library(yyjson STATIC ${YYJSON_SOURCE})
  target_include_directories(yyjson SYSTEM PUBLIC ${YYJSON_ROOT})
  target_compile_definitions(yyjson PUBLIC YYJSON_DISABLE_WRITER=1 YYJSON_DISABLE_UTILS=1)
  target_compile_options(yyjson PRIVATE -w)
  add_library(Yyjson::Yyjson ALIAS yyjson)
endif()
