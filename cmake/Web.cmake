# The dashboard's pages: web/ is built by Vite and put into the program as gen/dashboard/dash_files.h.
# tools/setup.sh fetches Node, and installs the packages below deps/web.
set(WEB ${CMAKE_SOURCE_DIR}/web)
set(WEB_MODULES ${CMAKE_SOURCE_DIR}/deps/web/node_modules)
set(NODE ${CMAKE_SOURCE_DIR}/deps/nodejs/bin/node)
set(WEB_OUT ${CMAKE_BINARY_DIR}/web)
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${WEB}/src/* ${WEB}/public/*)
file(GLOB web_pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/clients/*.md) # Shown in the settings.

add_custom_command(
  OUTPUT ${GEN_DIR}/dashboard/dash_files.h
  COMMAND ${CMAKE_COMMAND} -E create_symlink ${WEB_MODULES} ${WEB}/node_modules
  COMMAND ${NODE} ${WEB_MODULES}/vite/bin/vite.js build --logLevel warn
          --outDir ${WEB_OUT} --emptyOutDir
  COMMAND ${CMAKE_COMMAND} -E make_directory ${GEN_DIR}/dashboard
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_folder ${WEB_OUT} ${GEN_DIR}/dashboard/dash_files.h
  DEPENDS ${web_sources} ${web_pages} ${CMAKE_SOURCE_DIR}/docs/performance.md ${WEB}/index.html ${WEB}/vite.config.ts ${WEB}/package-lock.json
          ${CMAKE_SOURCE_DIR}/tools/embed_folder
  WORKING_DIRECTORY ${WEB}
  COMMENT "web" VERBATIM)
target_sources(sg_dashboard PRIVATE ${GEN_DIR}/dashboard/dash_files.h)
