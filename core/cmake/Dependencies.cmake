# Eigen (3.4 or later, also 5) and nlohmann/json (3.11 or later), as installed packages. No release
# is demanded here: Eigen 5 would not count as a newer 3.4.
function(attention_walk_require package hint)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "Attention Walk needs ${package}, which was not found. Install it (Debian, "
                        "Ubuntu: apt-get install ${hint}) or name its place with "
                        "-D${package}_DIR=<folder that holds ${package}Config.cmake>.")
  endif()
endfunction()

find_package(Eigen3 QUIET NO_MODULE)
attention_walk_require(Eigen3 libeigen3-dev)
find_package(nlohmann_json QUIET NO_MODULE)
attention_walk_require(nlohmann_json nlohmann-json3-dev)
message(STATUS "Attention Walk: Eigen ${Eigen3_VERSION}, nlohmann/json ${nlohmann_json_VERSION}")

# Both are reached through this one interface target, as system headers: their warnings are not ours.
add_library(attention_walk_dependencies INTERFACE)
add_library(attention_walk::dependencies ALIAS attention_walk_dependencies)
set_target_properties(attention_walk_dependencies PROPERTIES EXPORT_NAME dependencies)

if(EMSCRIPTEN)
  # nlohmann's exported include folder is /usr/include, whose C headers must not meet Emscripten's:
  # use a copy of the one folder.
  get_target_property(json_dirs nlohmann_json::nlohmann_json INTERFACE_INCLUDE_DIRECTORIES)
  list(GET json_dirs 0 json_dir)
  get_target_property(eigen_dirs Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
  file(COPY ${json_dir}/nlohmann DESTINATION ${PROJECT_BINARY_DIR}/deps)
  target_include_directories(attention_walk_dependencies SYSTEM INTERFACE
                             ${PROJECT_BINARY_DIR}/deps ${eigen_dirs})
else()
  target_link_libraries(attention_walk_dependencies INTERFACE Eigen3::Eigen
                                                              nlohmann_json::nlohmann_json)
endif()
