# Turns the folders of src/ into libraries, in the order and with the links that src/LAYERS gives.

# One static library sg_<folder> (or an interface, where a folder has headers only). Its headers are a
# file set, from which CMake makes a target that compiles every header alone.
function(add_folder src folder uses)
  file(GLOB sources CONFIGURE_DEPENDS ${src}/${folder}/*.c)
  file(GLOB headers CONFIGURE_DEPENDS ${src}/${folder}/*.h)
  list(REMOVE_ITEM sources ${src}/cli/main.c)
  generate_sources(${folder} generated)
  list(APPEND sources ${generated})
  if(NOT sources AND NOT headers)
    return()
  endif()

  set(target sg_${folder})
  if(sources)
    add_library(${target} STATIC ${sources} ${generated_HEADERS})
    set(visibility PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(${target} ${visibility} ${src} ${GEN_DIR})
  target_sources(${target} ${visibility} FILE_SET HEADERS BASE_DIRS ${src} FILES ${headers})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(headers)
    set_property(GLOBAL APPEND PROPERTY HEADER_CHECKS ${target}_verify_interface_header_sets)
  endif()
  foreach(used IN LISTS uses)
    if(TARGET sg_${used})
      target_link_libraries(${target} ${visibility} sg_${used})
    endif()
  endforeach()
  target_link_libraries(${target} ${visibility} ${${folder}_LIBRARIES})
endfunction()

# Sets FOLDER_TARGETS to the libraries, upper folders (cli) first, and makes the target check_layers.
function(add_layered_folders src layers)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${layers})
  # A folder that appears later is noticed by its first file.
  file(GLOB_RECURSE every_file CONFIGURE_DEPENDS ${src}/*)
  set(targets)
  file(STRINGS ${layers} lines REGEX "^[a-z_]+:")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([a-z_]+):(.*)$" _ "${line}")
    set(folder ${CMAKE_MATCH_1})
    string(REGEX MATCHALL "[a-z_]+" uses "${CMAKE_MATCH_2}")
    add_folder(${src} ${folder} "${uses}")
    if(TARGET sg_${folder})
      list(PREPEND targets sg_${folder})
    endif()
  endforeach()
  set(FOLDER_TARGETS ${targets} PARENT_SCOPE)
  get_property(checks GLOBAL PROPERTY HEADER_CHECKS)
  add_custom_target(check_headers ALL)
  if(checks)
    add_dependencies(check_headers ${checks})
  endif()

  set(stamp ${CMAKE_BINARY_DIR}/check_layers.stamp)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/check_layers ${src}
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${every_file} ${layers} ${CMAKE_SOURCE_DIR}/tools/check_layers
    COMMENT "check_layers" VERBATIM)
  add_custom_target(check_layers ALL DEPENDS ${stamp})
endfunction()
