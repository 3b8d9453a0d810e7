# What is written by generators goes to <build>/gen/<folder>/ and is included as "<folder>/<file>".
find_program(LEMON lemon REQUIRED)
find_program(RE2C re2c REQUIRED)
find_file(LEMON_TEMPLATE lempar.c PATHS /usr/share/lemon REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(GEN_DIR ${CMAKE_BINARY_DIR}/gen)

# src/<folder>/x.y -> x.c and x.h (lemon); x.re -> x.c (re2c); x.sql, x.py -> x.sql.h, x.py.h (embed).
# Sets <out> to the C files to compile and <out>_HEADERS to the headers to have first.
function(generate_sources folder out)
  set(sources)
  set(headers)
  set(dir ${GEN_DIR}/${folder})
  file(MAKE_DIRECTORY ${dir})

  file(GLOB grammars CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.y)
  foreach(input IN LISTS grammars)
    get_filename_component(stem ${input} NAME_WE)
    # The header keeps its time while its tokens stay the same: a byproduct, not an output.
    add_custom_command(
      OUTPUT ${dir}/${stem}.c
      BYPRODUCTS ${dir}/${stem}.h
      COMMAND ${LEMON} -T${LEMON_TEMPLATE} -d${dir} ${input}
      DEPENDS ${input} ${LEMON_TEMPLATE}
      COMMENT "lemon ${folder}/${stem}.y" VERBATIM)
    list(APPEND sources ${dir}/${stem}.c)
  endforeach()

  file(GLOB scanners CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.re)
  foreach(input IN LISTS scanners)
    get_filename_component(stem ${input} NAME_WE)
    add_custom_command(
      OUTPUT ${dir}/${stem}.c
      COMMAND ${RE2C} -W -Werror --no-debug-info --no-generation-date -o ${dir}/${stem}.c ${input}
      DEPENDS ${input}
      COMMENT "re2c ${folder}/${stem}.re" VERBATIM)
    list(APPEND sources ${dir}/${stem}.c)
  endforeach()

  file(GLOB embedded CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/src/${folder}/*.sql ${CMAKE_SOURCE_DIR}/src/${folder}/*.py)
  foreach(input IN LISTS embedded)
    get_filename_component(name ${input} NAME)
    add_custom_command(
      OUTPUT ${dir}/${name}.h
      COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed ${input} ${dir}/${name}.h
      DEPENDS ${input} ${CMAKE_SOURCE_DIR}/tools/embed
      COMMENT "embed ${folder}/${name}" VERBATIM)
    list(APPEND headers ${dir}/${name}.h)
  endforeach()

  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "${GENERATED_CODE_OPTIONS}")
  set(${out} ${sources} PARENT_SCOPE)
  set(${out}_HEADERS ${headers} PARENT_SCOPE)
endfunction()
