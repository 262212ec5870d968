# How this project's libraries and tests are declared, in one place.

# What every target is compiled with. HEADERS names the target whose precompiled headers it reuses.
function(contreseing_options target)
    cmake_parse_arguments(ARG "" "HEADERS" "" ${ARGN})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
    if(CONTRESEING_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(CONTRESEING_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${CONTRESEING_SANITIZE} -fno-omit-frame-pointer)
        target_link_options(${target} PUBLIC -fsanitize=${CONTRESEING_SANITIZE})
    elseif(CMAKE_BUILD_TYPE MATCHES "^(Rel|MinSize)")
        # What makes a fault in memory end the process rather than take it over. Held to by
        # tests/architecture/hardening.py; sanitizers look at the same places themselves.
        target_compile_options(${target} PRIVATE -fstack-protector-strong -fstack-clash-protection
            -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
        if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64")
            target_compile_options(${target} PRIVATE -fcf-protection=full)
        endif()
        target_link_options(${target} PUBLIC -Wl,-z,relro,-z,now,-z,noexecstack)
    endif()
    if(CONTRESEING_PRECOMPILED)
        if(NOT ARG_HEADERS)
            set(ARG_HEADERS contreseing_std_headers)
        endif()
        target_compile_options(${target} PRIVATE -fpch-preprocess)  # ccache asks for it
        if(NOT ARG_HEADERS STREQUAL ${target})
            target_precompile_headers(${target} REUSE_FROM ${ARG_HEADERS})
        endif()
    endif()
endfunction()

# The standard library, and GoogleTest for the tests, parsed once. Never headers of ours, on which
# every file would then depend.
if(CONTRESEING_PRECOMPILED)
    set(standard_headers
        <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstddef> <cstdint>
        <cstdio> <cstdlib> <exception> <filesystem> <fstream> <functional> <iterator> <map> <memory>
        <mutex> <optional> <set> <span> <sstream> <stdexcept> <string> <string_view> <thread>
        <tuple> <type_traits> <utility> <variant> <vector>)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp CONTENT "// Its headers.\n")
    add_library(contreseing_std_headers OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
    contreseing_options(contreseing_std_headers HEADERS contreseing_std_headers)
    target_precompile_headers(contreseing_std_headers PRIVATE ${standard_headers})
    if(CONTRESEING_TESTS)
        find_package(GTest REQUIRED)
        add_library(contreseing_test_headers OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
        contreseing_options(contreseing_test_headers HEADERS contreseing_test_headers)
        target_link_libraries(contreseing_test_headers PRIVATE GTest::gtest GTest::gmock)
        target_precompile_headers(contreseing_test_headers PRIVATE
            ${standard_headers} <gmock/gmock.h> <gtest/gtest.h>)
    endif()
endif()

# contreseing_library(NAME SOURCES a.cpp … [DEPENDS other …] [PRIVATE_DEPENDS …])
function(contreseing_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    contreseing_options(${name})
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
endfunction()

# Where the sources lie, for the tests that read them. A header and not a definition, so that ccache
# knows every other file again in a clone that lies elsewhere.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/tests/support/source_dir.hpp
    CONTENT "#pragma once\n#define CONTRESEING_SOURCE_DIR \"${CMAKE_SOURCE_DIR}\"\n")

# contreseing_test(NAME SOURCES a_test.cpp … DEPENDS …): one executable, its cases known to ctest
# one by one, under the label TIER.
function(contreseing_test name)
    cmake_parse_arguments(ARG "" "TIER" "SOURCES;DEPENDS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    contreseing_options(${name} HEADERS contreseing_test_headers)
    target_include_directories(${name} PRIVATE ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${ARG_TIER}")
endfunction()
