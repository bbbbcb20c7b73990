#pragma once

/// @file
/// The judge behind the templates can be compiled in two ways. With
/// `CHAINRULE_JUDGE_COMPILED` defined, as the CMake target does, judge.cpp compiles it
/// once and a test costs little more than Armadillo. With the headers alone it is
/// inline, and every file that checks something compiles all of it.

#ifdef CHAINRULE_JUDGE_COMPILED
#define CHAINRULE_JUDGE
#else
#define CHAINRULE_JUDGE inline
#endif
